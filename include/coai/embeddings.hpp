#pragma once

#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>
#include <coai/options.hpp>
#include <coai/response.hpp>
#include <coai/usage.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace coai {

namespace api {
class service;
} // namespace api

namespace embeddings {

/// How the server writes the vectors. Either is read, whichever was asked for.
enum class encoding_format { floats, base64 };

} // namespace embeddings

template <>
struct enum_names<embeddings::encoding_format> {
    static constexpr enum_name<embeddings::encoding_format> entries[] = {
        {embeddings::encoding_format::floats, "float"},
        {embeddings::encoding_format::base64, "base64"},
    };
};

namespace embeddings {

/// What is to be embedded: one text, several, or the same as tokens.
class input {
public:
    using value_type = std::variant<std::string, std::vector<std::string>, std::vector<int>,
                                    std::vector<std::vector<int>>>;

    input() {}
    input(std::string text) : value_(std::move(text)) {}
    input(std::string_view text) : value_(std::string(text)) {}
    input(const char* text) : value_(std::string(text)) {}
    input(std::vector<std::string> texts) : value_(std::move(texts)) {}
    input(std::initializer_list<std::string_view> texts)
        : value_(std::vector<std::string>(texts.begin(), texts.end())) {}
    input(std::vector<int> tokens) : value_(std::move(tokens)) {}
    input(std::vector<std::vector<int>> token_lists) : value_(std::move(token_lists)) {}

    const value_type& value() const noexcept { return value_; }

    /// How many vectors it asks for; 0 where nothing was set.
    std::size_t size() const noexcept;
    bool empty() const noexcept { return size() == 0; }

private:
    friend struct input_wire;

    value_type value_;
};

/// The body of `POST embeddings`. What is not set is not sent.
///
/// A request is a value. The call serialises it before it first suspends, so it may be a temporary
/// and need not outlive the call.
struct request {
    request() {}
    explicit request(std::string model_id) : model(std::move(model_id)) {}
    request(std::string model_id, embeddings::input what)
        : model(std::move(model_id)), input(std::move(what)) {}

    /// Required.
    std::string model;
    /// Required. OpenAI takes at most 2,048 texts and 300,000 tokens a request.
    embeddings::input input;
    /// The length that the vectors are to have, for models that can shorten them.
    std::optional<int> dimensions;
    /// Not sent where not set: Gemini answers 400 to "base64". On servers that know it, "base64"
    /// makes a response of less than half the size.
    open_enum<embeddings::encoding_format> encoding_format;
    /// The API's `user`: names the end user.
    std::string end_user;
    boost::json::object extra;
};

/// Vectors of one length, in the order of the inputs, whatever order the server sent them in.
struct embedding_list {
    embedding_list() {}

    /// How many vectors there are: one for each input.
    std::size_t size() const noexcept { return dimension == 0 ? 0 : values.size() / dimension; }

    /// The vector of the input at `index`, which must be less than size(). Valid while `values` is
    /// not changed.
    std::span<const float> operator[](std::size_t index) const {
        return std::span<const float>(values).subspan(index * dimension, dimension);
    }

    /// All vectors, one behind the other.
    std::vector<float> values;
    /// The length of each.
    std::size_t dimension = 0;
    std::string object;
    std::string model;
    /// Gemini sends none.
    std::optional<coai::usage> usage;
    /// What the server said of each vector beyond the API; empty where it said nothing of any.
    std::vector<boost::json::object> vector_extra;
    boost::json::object extra;

    /// Status, headers, request id, attempts and timings. Not on the wire.
    response_info response;
};

/// `POST embeddings`.
class resource {
public:
    explicit resource(std::shared_ptr<api::service> service) noexcept;

    /// Embeds all inputs in one call.
    ///
    /// @code
    /// coai::embeddings::request request("gemini-embedding-001", {"a cat", "a dog"});
    /// auto vectors = co_await client.embeddings.create(request);
    /// float first = vectors[1][0];
    /// @endcode
    ///
    /// @throws as chat::completions::create(); usage_error (errc::invalid_request) naming `model`
    /// or `input` where that is empty; protocol_error (errc::invalid_json) where the server sends
    /// no vector, not one for each input, or vectors of unequal length.
    /// @{
    boost::asio::awaitable<embedding_list> create(const request& request) const;
    boost::asio::awaitable<embedding_list> create(const request& request,
                                                  const request_options& options) const;
    /// @}

private:
    std::shared_ptr<api::service> service_;
};

} // namespace embeddings
} // namespace coai

namespace coai::json::detail {

template <>
struct type_of<embeddings::input> {
    static const choice_type value;
};

template <>
struct type_of<embeddings::request> {
    static const object_type value;
};

} // namespace coai::json::detail
