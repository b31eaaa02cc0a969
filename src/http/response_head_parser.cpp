#include "http/response_head_parser.hpp"

#include "http/ascii.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <cstdint>
#include <limits>

namespace coai::http {

namespace {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;

std::string_view to_std(string_view text) noexcept { return {text.data(), text.size()}; }

error_code translate(const error_code& ec) {
    if (ec.category() != make_error_code(beast_http::error::bad_field).category()) {
        return ec;
    }
    switch (static_cast<beast_http::error>(ec.value())) {
    case beast_http::error::bad_version:
    case beast_http::error::bad_status:
    case beast_http::error::bad_reason:
        return error::malformed_status_line;
    case beast_http::error::bad_content_length:
    case beast_http::error::multiple_content_length:
        return error::malformed_content_length;
    case beast_http::error::bad_transfer_encoding:
        return error::unsupported_transfer_encoding;
    case beast_http::error::header_limit:
        return error::head_too_large;
    default:
        return error::malformed_header;
    }
}

// Beast's parser, given one complete head and asked for nothing but that.
class head_reader final : public beast_http::basic_parser<false> {
public:
    head_reader(response_head& head, bool skip_body) : head_(head) {
        header_limit(std::numeric_limits<std::uint32_t>::max());
        body_limit(boost::none);
        skip(skip_body);
    }

    void read(std::string_view text, error_code& ec) {
        const auto consumed = put(boost::asio::const_buffer(text.data(), text.size()), ec);
        if (!ec && consumed != text.size()) {
            ec = error::malformed_header;
        }
        if (ec) {
            ec = translate(ec);
        }
    }

    bool has_transfer_encoding() const noexcept { return has_transfer_encoding_; }

private:
    void on_response_impl(int status, string_view reason, int version, error_code& ec) override {
        if (status < 100) {
            ec = error::malformed_status_line;
        }
        head_.status = static_cast<unsigned>(status);
        head_.version_minor = static_cast<unsigned>(version) % 10;
        head_.reason.assign(reason.data(), reason.size());
    }

    void on_field_impl(beast_http::field name, string_view spelling, string_view value,
                       error_code& ec) override {
        if (name == beast_http::field::transfer_encoding) {
            has_transfer_encoding_ = true;
            if (!equal_ignoring_case(to_std(value), "chunked")) {
                ec = error::unsupported_transfer_encoding;
            }
        }
        head_.headers.add(to_std(spelling), to_std(value));
    }

    void on_request_impl(beast_http::verb, string_view, string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view, error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override { return 0; }
    void on_finish_impl(error_code&) override {}

    response_head& head_;
    bool has_transfer_encoding_ = false;
};

bool has_name(std::string_view line, std::string_view name) noexcept {
    return line.size() > name.size() && line[name.size()] == ':' &&
           equal_ignoring_case(line.substr(0, name.size()), name);
}

// The head without its Content-Length lines, empty unless it has Transfer-Encoding as well. Beast
// refuses the two together.
std::string without_overridden_length(std::string_view head) {
    std::string kept;
    bool has_length = false;
    bool has_transfer_encoding = false;
    bool dropping = false;
    while (!head.empty()) {
        const auto line = head.substr(0, head.find('\n') + 1);
        head.remove_prefix(line.size());
        const bool folded = is_blank(line.front());
        dropping = folded ? dropping : has_name(line, "content-length");
        has_length |= dropping;
        has_transfer_encoding |= has_name(line, "transfer-encoding");
        if (!dropping) {
            kept.append(line);
        }
    }
    return has_length && has_transfer_encoding ? kept : std::string();
}

bool never_has_body(unsigned status) noexcept {
    return status < 200 || status == 204 || status == 304;
}

} // namespace

std::size_t response_head_parser::put(std::string_view received, error_code& ec) {
    ec = failure_;
    if (ec || done_) {
        return 0;
    }
    const auto end = find_end(received, ec);
    const auto part = received.substr(0, end.value_or(received.size()));
    if (!ec && end) {
        if (!buffer_.empty()) {
            buffer_.append(part);
        }
        parse(buffer_.empty() ? part : std::string_view(buffer_), ec);
        done_ = !ec;
    } else if (!ec) {
        buffer_.append(part);
    }
    failure_ = ec;
    return part.size();
}

void response_head_parser::finish(error_code& ec) const {
    ec = failure_;
    if (!ec && !done_) {
        ec = error::truncated_head;
    }
}

void response_head_parser::reset() {
    buffer_.clear();
    size_ = 0;
    line_size_ = 0;
    lines_ = 0;
    last_char_ = '\0';
    done_ = false;
    failure_ = {};
    head_.headers.clear();
    head_.reason.clear();
}

// Looks at each byte once, whatever the pieces; only a complete head goes to Beast.
std::optional<std::size_t> response_head_parser::find_end(std::string_view received,
                                                          error_code& ec) {
    static constexpr std::string_view version = "HTTP/1.";
    for (auto i = size_; i < version.size() && i - size_ < received.size(); ++i) {
        if (received[i - size_] != version[i]) {
            ec = error::malformed_status_line;
            return std::nullopt;
        }
    }

    std::size_t begin = 0;
    std::optional<std::size_t> end;
    while (!end && begin < received.size()) {
        const auto line_feed = received.find('\n', begin);
        if (line_feed == received.npos) {
            line_size_ += received.size() - begin;
            break;
        }
        if ((line_feed > 0 ? received[line_feed - 1] : last_char_) != '\r') {
            ec = error::bare_line_feed;
            return std::nullopt;
        }
        line_size_ += line_feed + 1 - begin;
        begin = line_feed + 1;
        if (line_size_ == std::string_view("\r\n").size()) {
            end = begin;
        } else if (lines_++ > max_headers_) {
            ec = error::too_many_headers;
            return std::nullopt;
        }
        line_size_ = 0;
    }

    size_ += end.value_or(received.size());
    if (size_ > max_size_) {
        ec = error::head_too_large;
    }
    if (!received.empty()) {
        last_char_ = received.back();
    }
    return end;
}

void response_head_parser::parse(std::string_view head, error_code& ec) {
    head_.headers.reserve(lines_, head.size());
    std::optional<head_reader> reader(std::in_place, head_, skip_body_);
    reader->read(head, ec);

    const auto filtered = ec ? without_overridden_length(head) : std::string();
    if (!filtered.empty()) {
        head_.headers.clear();
        reader.emplace(head_, skip_body_);
        reader->read(filtered, ec);
    }
    if (ec) {
        return;
    }

    head_.content_length.reset();
    if (const auto length = reader->content_length()) {
        head_.content_length = *length;
    }
    if (skip_body_ || never_has_body(head_.status)) {
        head_.framing = body_framing::none;
    } else if (reader->chunked()) {
        head_.framing = body_framing::chunked;
    } else if (head_.content_length) {
        head_.framing = body_framing::content_length;
    } else {
        head_.framing = body_framing::until_close;
    }
    // Transfer-Encoding in HTTP/1.0, or beside Content-Length, marks a sender whose framing is not
    // to be trusted beyond this message (RFC 9112 6.1).
    const bool suspicious =
        !filtered.empty() || (head_.version_minor == 0 && reader->has_transfer_encoding());
    head_.keep_alive = reader->keep_alive() && !suspicious;
}

} // namespace coai::http
