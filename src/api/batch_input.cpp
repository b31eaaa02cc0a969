#include <coai/batches/input.hpp>

#include "api/chat_codec.hpp"
#include "api/embeddings_codec.hpp"
#include "http/failure.hpp"
#include "json/wire_type.hpp"

#include <coai/json.hpp>

namespace coai {

namespace json::detail {

namespace {

using batches::input_line;

constexpr field input_line_fields[] = {
    member<&input_line::custom_id>("custom_id"),
    member<&input_line::method>("method"),
    member<&input_line::url>("url"),
    member<&input_line::body>("body"),
};

} // namespace

constinit const object_type type_of<input_line>::value = wire_object(input_line_fields);

} // namespace json::detail

namespace batches {

namespace {

[[noreturn]] void refuse(std::string_view member, std::string message) {
    detail::throw_usage_error(errc::invalid_request, member, std::move(message));
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

/// What `encode` returns; of its failure, which line it was about.
template <class Encode>
std::string encoded(const std::string& custom_id, Encode encode) {
    try {
        return encode();
    } catch (const json::encode_error& bad) {
        refuse(bad.path(), "the line of custom_id " + quoted(custom_id) + ": " + bad.what());
    }
}

/// JSON without line ends, which a json::raw in it may have between its tokens.
std::string on_one_line(std::string json) {
    if (json.find_first_of("\r\n") == std::string::npos) {
        return json;
    }
    return json::parse<json::raw>(json).text();
}

json::raw body_of(const std::string& custom_id, const chat::request& request) {
    const auto encode = [&] {
        api::check_request(request);
        return api::encode_request(request, false, {});
    };
    return json::raw(encoded(custom_id, encode));
}

json::raw body_of(const std::string& custom_id, const embeddings::request& request) {
    const auto encode = [&] { return api::encode_embeddings_request(request, {}); };
    return json::raw(encoded(custom_id, encode));
}

} // namespace

input_line::input_line(std::string id, const chat::request& request)
    : custom_id(std::move(id)),
      url(batches::endpoint::chat_completions),
      body(body_of(custom_id, request)) {}

input_line::input_line(std::string id, const embeddings::request& request)
    : custom_id(std::move(id)),
      url(batches::endpoint::embeddings),
      body(body_of(custom_id, request)) {}

input_line::input_line(std::string id, open_enum<batches::endpoint> endpoint,
                       const json::detail::type& type, const void* request)
    : custom_id(std::move(id)), url(std::move(endpoint)) {
    const auto encode = [&] {
        std::string text;
        json::detail::encode(text, type, request);
        return text;
    };
    body = json::raw(encoded(custom_id, encode));
}

input& input::add(const input_line& line) {
    const std::size_t number = size() + 1;
    if (line.custom_id.empty()) {
        refuse("custom_id", "line " + std::to_string(number) + " has no custom_id");
    }
    if (const auto taken = numbers_.find(line.custom_id); taken != numbers_.end()) {
        refuse("custom_id", "line " + std::to_string(number) + " has the custom_id " +
                                quoted(line.custom_id) + " of line " +
                                std::to_string(taken->second));
    }
    if (line.url.empty() || (number > 1 && line.url != endpoint_)) {
        refuse("url", "the line of custom_id " + quoted(line.custom_id) + " is for " +
                          quoted(line.url.str()) + " and not for the endpoint of the batch" +
                          (number > 1 ? ", " + quoted(endpoint_.str()) : ""));
    }
    const auto encode = [&] { return json::serialize(line); };
    const std::string text = on_one_line(encoded(line.custom_id, encode)) + '\n';
    numbers_.emplace(line.custom_id, number);
    try {
        text_ += text;
        endpoint_ = line.url;
    } catch (...) {
        numbers_.erase(line.custom_id);
        throw;
    }
    return *this;
}

async_generator<std::string> input_lines(std::function<std::optional<input_line>()> next_line) {
    input lines;
    while (const std::optional<input_line> line = next_line()) {
        co_yield lines.add(*line).take();
    }
}

async_generator<std::string> input_lines(async_generator<input_line> all) {
    input lines;
    while (const std::optional<input_line> line = co_await all.next()) {
        co_yield lines.add(*line).take();
    }
}

} // namespace batches
} // namespace coai
