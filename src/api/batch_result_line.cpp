#include "api/batch_result_line.hpp"

#include "http/error_body.hpp"
#include "http/error_kind.hpp"
#include "http/failure.hpp"
#include "http/redact.hpp"
#include "http/white_space.hpp"
#include "json/wire_type.hpp"

#include <coai/json.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace coai {

namespace {

/// A line as it is on the wire, and the answer in it. Not nested: Clang 14 cannot make an optional
/// of a nested struct whose members have initialisers.
struct line_answer {
    unsigned status_code = 0;
    std::string request_id;
    json::raw body;
    boost::json::object extra;
};

struct result_line {
    std::string id;
    std::string custom_id;
    std::optional<line_answer> response;
    boost::json::value error;
    boost::json::object extra;
};

} // namespace

namespace json::detail {

namespace {

constexpr field line_answer_fields[] = {
    member<&line_answer::status_code>("status_code"),
    member<&line_answer::request_id>("request_id"),
    member<&line_answer::body>("body"),
};

} // namespace

template <>
struct type_of<line_answer> {
    static constexpr object_type value =
        wire_object(line_answer_fields, extra_member<&line_answer::extra>);
};

namespace {

constexpr field result_line_fields[] = {
    member<&result_line::id>("id"),
    member<&result_line::custom_id>("custom_id"),
    member<&result_line::response>("response"),
    member<&result_line::error>("error"),
};

} // namespace

template <>
struct type_of<result_line> {
    static constexpr object_type value =
        wire_object(result_line_fields, extra_member<&result_line::extra>);
};

} // namespace json::detail

namespace api {

namespace {

bool has_body(const batches::result& read) { return read.body.text() != "null"; }

/// The error in the body of a refusal, which may also be text or HTML in a JSON string.
error_object body_error(std::string_view body) {
    std::string text;
    json::decoder decoder;
    const bool is_string = body.starts_with('"') && !decoder.decode(body, text);
    return http::read_error_object(is_string ? std::string_view(text) : body);
}

/// The server's error: that of the line, or the body of an answer that is one.
std::optional<error_object> server_error(const result_line& line, const batches::result& read) {
    boost::json::object nested;
    nested["error"] = line.error;
    if (http::is_error_object(nested)) {
        return http::to_error_object(nested);
    }
    const std::string_view body = has_body(read) ? std::string_view(read.body.text()) : "";
    if (read.status_code >= 400) {
        return body_error(body);
    }
    // json::raw has no white space, so this spares the parsing of an answer's whole body.
    if (body.starts_with('[') || body.starts_with(R"({"error":)")) {
        boost::system::error_code not_json;
        const boost::json::value parsed = boost::json::parse(body, not_json);
        if (!not_json && http::is_error_object(parsed)) {
            return http::to_error_object(parsed);
        }
    }
    return std::nullopt;
}

/// "line 3 of files/abc, custom_id "request-3""
std::string place_of(const batches::result& read) {
    std::string place = "line " + std::to_string(read.line);
    if (!read.file_id.empty()) {
        place += " of " + read.file_id;
    }
    if (!read.custom_id.empty()) {
        place += ", custom_id \"" + read.custom_id + '"';
    }
    return place;
}

} // namespace

batch_result_reader::batch_result_reader(batches::result_source source, secret credential)
    : source_(std::move(source)), credential_(std::move(credential)) {}

batches::result batch_result_reader::read(const line_splitter::line& line) {
    batches::result read;
    read.file_id = source_.file_id;
    read.line = line.number;
    const auto fail = [&](detail::failure failed, std::string_view why = {}) {
        failed.message = place_of(read).append(why);
        failed.response.status = read.status_code;
        failed.response.request_id = read.request_id;
        http::redact(failed, credential_);
        read.error = detail::make_error(std::move(failed));
    };
    if (line.too_long) {
        fail(detail::failure(errc::response_too_large),
             ": it is longer than " + std::to_string(source_.max_line_size) + " bytes");
        return read;
    }
    result_line found;
    if (const auto bad = decoder_.decode(line.text, found)) {
        detail::failure failed(errc::invalid_json);
        failed.keep_body(line.text);
        fail(std::move(failed), std::string(": ") + bad->what());
        return read;
    }
    read.id = std::move(found.id);
    read.custom_id = std::move(found.custom_id);
    read.extra = std::move(found.extra);
    if (found.response) {
        read.status_code = found.response->status_code;
        read.request_id = std::move(found.response->request_id);
        read.body = std::move(found.response->body);
        if (!found.response->extra.empty()) {
            read.extra["response"] = std::move(found.response->extra);
        }
    }
    if (auto reported = server_error(found, read)) {
        detail::failure failed(http::error_kind(read.status_code, *reported));
        failed.object = std::move(*reported);
        failed.keep_body(has_body(read) ? std::string_view(read.body.text()) : line.text);
        fail(std::move(failed));
    } else if (!has_body(read) || read.custom_id.empty()) {
        detail::failure failed(errc::unexpected_content);
        failed.keep_body(line.text);
        fail(std::move(failed),
             has_body(read) ? ": it has no custom_id" : ": it has neither an answer nor an error");
    }
    return read;
}

async_generator<batches::result> read_batch_results(async_generator<std::string> pieces,
                                                    batches::result_source source,
                                                    secret credential) {
    line_splitter lines(source.max_line_size);
    batch_result_reader reader(std::move(source), std::move(credential));
    for (bool more = true; more;) {
        std::optional<std::string> piece = co_await pieces.next();
        more = piece.has_value();
        if (piece) {
            lines.feed(std::move(*piece));
        }
        for (auto line = more ? lines.next() : lines.finish(); line;
             line = more ? lines.next() : std::nullopt) {
            if (line->too_long || !http::trim_white_space(line->text).empty()) {
                co_yield reader.read(*line);
            }
        }
    }
}

} // namespace api
} // namespace coai
