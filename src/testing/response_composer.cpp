#include "testing/response_composer.hpp"

#include "http/ascii.hpp"
#include "testing/gzip_encoder.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::testing {

namespace {

using framing = body_framing_kind;
using std::chrono::microseconds;

bool contains_token(std::string_view field, std::string_view token) {
    while (!field.empty()) {
        const std::size_t end = std::min(field.find(','), field.size());
        const std::string_view item = field.substr(0, end);
        const std::string_view name = item.substr(0, item.find(';'));
        if (http::equal_ignoring_case(http::trim_blanks(name), token))
            return true;
        field.remove_prefix(std::min(end + 1, field.size()));
    }
    return false;
}

bool has_token(const coai::headers& headers, std::string_view name, std::string_view token) {
    for (const std::string_view field : headers.get_all(name)) {
        if (contains_token(field, token))
            return true;
    }
    return false;
}

microseconds time_to_generate(const event& part, const emulator_options& options) {
    if (options.tokens_per_second <= 0)
        return microseconds(0);
    const double seconds = static_cast<double>(part.tokens) / options.tokens_per_second;
    return microseconds(static_cast<std::int64_t>(seconds * 1e6));
}

transmission to_transmission(std::vector<event> events, bool stream,
                             const emulator_options& options) {
    transmission parts;
    parts.reserve(events.size() + 2);
    for (event& part : events) {
        segment& next = parts.emplace_back(std::move(part.text));
        if (stream)
            next.wait = options.chunk_delay + time_to_generate(part, options);
    }
    return parts;
}

void compress(transmission& body) {
    gzip_encoder encoder;
    for (segment& part : body) {
        if (!part.bytes.empty())
            part.bytes = encoder.encode(part.bytes);
    }
    body.emplace_back(encoder.finish());
}

framing framing_of(const reply& answer, const request& asked, const fault::plan& faulty) {
    if (faulty.framing)
        return *faulty.framing;
    if (asked.version_minor == 0 && answer.framing == framing::chunked)
        return framing::until_close; // HTTP/1.0 has no chunks
    return answer.framing;
}

bool compresses(const reply& answer, const request& asked, const emulator_options& options) {
    return options.compression && answer.status == 200 &&
           has_token(asked.headers, "accept-encoding", "gzip");
}

/// Whether nothing has to be done with the bytes of the body.
bool goes_as_it_is(const reply& answer, const request& asked, const fault::plan& faulty,
                   const emulator_options& options) {
    return faulty.steps.empty() && !faulty.crlf && !faulty.framing && faulty.chunk_size == 0 &&
           answer.framing == framing::content_length && !compresses(answer, asked, options);
}

std::string head_text(unsigned status, const coai::headers& headers) {
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    std::string head = "HTTP/1.1 " + std::to_string(status) + ' ';
    head.append(reason.data(), reason.size()).append("\r\n");
    for (const auto field : headers)
        head.append(field.name).append(": ").append(field.value).append("\r\n");
    return head.append("\r\n");
}

} // namespace

composed_response compose_response(reply answer, const request& asked, const fault::plan& faulty,
                                   const emulator_options& options, bool may_keep_alive) {
    composed_response response;
    transmission& parts = response.parts;
    const bool stream = answer.stream;
    if (answer.content) {
        if (goes_as_it_is(answer, asked, faulty, options))
            response.content = std::exchange(answer.content, {});
        else
            answer.events.front().text = answer.content.all();
    }
    const framing framed = framing_of(answer, asked, faulty);

    microseconds delay = options.latency + faulty.delay;
    if (!stream) // the head of a plain answer waits for its body
        delay += time_to_generate(answer.events.front(), options);
    parts = to_transmission(std::move(answer.events), stream, options);
    parts = apply_event_steps(std::move(parts), faulty.steps);
    if (faulty.crlf)
        end_lines_with_crlf(parts);
    parts = apply_byte_steps(std::move(parts), faulty.steps, point::unit::body_byte);

    coai::headers& headers = answer.headers;
    if (compresses(answer, asked, options)) {
        compress(parts);
        headers.set("content-encoding", "gzip");
    }
    if (framed == framing::chunked) {
        headers.set("transfer-encoding", "chunked");
        frame_as_chunks(parts, faulty.chunk_size);
    } else if (framed == framing::content_length) {
        headers.set("content-length", std::to_string(size_of(parts) + response.content.size));
    }

    for (const auto field : faulty.headers)
        headers.set(field.name, field.value);
    response.keep_alive = may_keep_alive && asked.keep_alive && framed != framing::until_close &&
                          !has_token(headers, "connection", "close");
    if (!response.keep_alive)
        headers.set("connection", "close");
    else if (asked.version_minor == 0)
        headers.set("connection", "keep-alive");

    if (asked.method == "HEAD") {
        parts.clear();
        response.content = {};
    }
    parts.insert(parts.begin(), segment(head_text(answer.status, headers)));
    parts = apply_byte_steps(std::move(parts), faulty.steps, point::unit::byte);
    if (!stream)
        coalesce(parts);

    if (delay.count() > 0)
        parts.emplace(parts.begin())->wait = delay;
    return response;
}

} // namespace coai::testing
