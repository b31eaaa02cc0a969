#pragma once

#include <coai/batches/batch.hpp>
#include <coai/chat/request.hpp>
#include <coai/embeddings.hpp>
#include <coai/generator.hpp>
#include <coai/json/raw.hpp>
#include <coai/json/standard_types.hpp>
#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace coai::batches {

/// One request of a batch: a line of its input file.
struct input_line {
    input_line() {}
    /// A chat completion.
    ///
    /// @throws usage_error (errc::invalid_request) where the request lacks a model or messages, or
    /// cannot be written as JSON.
    input_line(std::string id, const chat::request& request);
    /// Embeddings.
    ///
    /// @throws usage_error (errc::invalid_request) where the request lacks a model or input, or
    /// cannot be written as JSON.
    input_line(std::string id, const embeddings::request& request);
    /// A request for any endpoint: a typed one, boost::json::value, json::raw, or a struct that is
    /// described.
    ///
    /// @throws usage_error (errc::invalid_request) where it cannot be written as JSON.
    template <json::codable Body>
    input_line(std::string id, open_enum<batches::endpoint> endpoint, const Body& request)
        : input_line(std::move(id), std::move(endpoint), json::detail::type_of<Body>::value,
                     &request) {}

    /// Tells the results apart; unique within a file.
    std::string custom_id;
    std::string method = "POST";
    open_enum<batches::endpoint> url;
    /// The request's JSON.
    json::raw body;

private:
    input_line(std::string id, open_enum<batches::endpoint> endpoint,
               const json::detail::type& type, const void* request);
};

/// Makes the content of a batch's input file (JSON Lines). For many lines see input_lines().
///
/// @code
/// coai::batches::input input;
/// input.add("request-1", coai::chat::request("gemini-2.5-flash").user("Tell me a joke."));
/// input.add("request-2", coai::chat::request("gemini-2.5-flash").user("Why is the sky blue?"));
/// upload(input.text());
/// @endcode
class input {
public:
    input() {}

    /// Adds a line. Where that fails, nothing has changed.
    ///
    /// @throws usage_error (errc::invalid_request) about a `custom_id` that is empty or taken, a
    /// `url` other than that of the lines before, or the request.
    /// @{
    input& add(const input_line& line);
    input& add(std::string custom_id, const chat::request& request) {
        return add(input_line(std::move(custom_id), request));
    }
    input& add(std::string custom_id, const embeddings::request& request) {
        return add(input_line(std::move(custom_id), request));
    }
    template <json::codable Body>
    input& add(std::string custom_id, open_enum<batches::endpoint> url, const Body& request) {
        return add(input_line(std::move(custom_id), std::move(url), request));
    }
    /// @}

    /// The lines, each with its line feed.
    const std::string& text() const noexcept { return text_; }
    /// Moves the lines out, to be stored elsewhere. Those to come may still not repeat their ids.
    std::string take() { return std::exchange(text_, std::string()); }

    /// Number of lines added.
    std::size_t size() const noexcept { return numbers_.size(); }
    /// The endpoint of the lines; empty while there are none.
    const open_enum<batches::endpoint>& endpoint() const noexcept { return endpoint_; }

private:
    std::string text_;
    std::unordered_map<std::string, std::size_t> numbers_; // of the lines, by custom_id
    open_enum<batches::endpoint> endpoint_;
};

/// The same content line by line, each made when it is asked for, so that a large file is never in
/// memory as a whole; only the ids are kept. Checks and errors are those of input::add(), thrown by
/// next(). Of the callable, nothing is the end.
/// @{
async_generator<std::string> input_lines(std::function<std::optional<input_line>()> next_line);
async_generator<std::string> input_lines(async_generator<input_line> lines);
/// @}

} // namespace coai::batches

namespace coai::json::detail {

template <>
struct type_of<batches::input_line> {
    static const object_type value;
};

} // namespace coai::json::detail
