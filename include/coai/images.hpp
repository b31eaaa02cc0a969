#pragma once

#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>
#include <coai/options.hpp>
#include <coai/response.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace coai {

namespace api {
class service;
} // namespace api

namespace images {

/// Whether the server sends a picture or the place where it can be fetched.
enum class response_format { url, b64_json };

} // namespace images

template <>
struct enum_names<images::response_format> {
    static constexpr enum_name<images::response_format> entries[] = {
        {images::response_format::url, "url"},
        {images::response_format::b64_json, "b64_json"},
    };
};

namespace images {

/// The body of `POST images/generations`; field names are the API's own. What is not set is not
/// sent.
///
/// A request is a value. The call serialises it before it first suspends, so it may be a temporary
/// and need not outlive the call.
struct request {
    request() {}
    explicit request(std::string model_id, std::string what = {})
        : model(std::move(model_id)), prompt(std::move(what)) {}

    /// Required: models come and go, and servers' defaults with them.
    std::string model;
    /// Required.
    std::string prompt;
    /// How many pictures; 1 to 10. The server may send fewer.
    std::optional<int> n;
    /// "1024x1024" and the like, or "auto".
    std::string size;
    /// "auto", "low", "medium", "high", "standard" or "hd", depending on the model.
    std::string quality;
    /// Gemini wants b64_json. OpenAI's GPT image models always send that, and refuse the member.
    open_enum<images::response_format> response_format;
    /// "png", "jpeg" or "webp".
    std::string output_format;
    /// 0 to 100; of jpeg and webp.
    std::optional<int> output_compression;
    /// "transparent", "opaque" or "auto".
    std::string background;
    /// "low" or "auto".
    std::string moderation;
    /// "vivid" or "natural".
    std::string style;
    /// The API's `user`: names the end user.
    std::string end_user;
    boost::json::object extra;
};

/// A picture that a server made.
struct image {
    image() {}

    /// The picture, decoded; its kind is the request's `output_format`, or the server's choice.
    ///
    /// @throws protocol_error (errc::unexpected_content) where `b64_json` is empty, as in an answer
    /// that has a URL in its place, or is no base64.
    std::vector<std::byte> bytes() const;

    /// Writes the picture to a file: under another name first, which is then renamed, so that
    /// there is never half a picture under `path`. Blocks while it writes.
    ///
    /// @throws as bytes(); file_error, where the file cannot be written.
    void save(const std::string& path) const;

    /// The bytes in base64.
    std::string b64_json;
    /// Where the picture can be fetched for a while.
    std::string url;
    /// The prompt that the model was given in place of the request's.
    std::string revised_prompt;
    boost::json::object extra;
};

/// What pictures cost in tokens, on servers that count so.
struct image_usage {
    image_usage() {}

    struct details {
        details() {}

        std::int64_t text_tokens = 0;
        std::int64_t image_tokens = 0;
        boost::json::object extra;
    };

    std::int64_t input_tokens = 0;
    std::int64_t output_tokens = 0;
    std::int64_t total_tokens = 0;
    std::optional<details> input_tokens_details;
    std::optional<details> output_tokens_details;
    boost::json::object extra;
};

/// The answer to a request for pictures.
struct image_list {
    image_list() {}

    /// Unix time; 0 where the server left it out.
    std::int64_t created = 0;
    /// Fewer than were asked for, even none, where the server withheld some.
    std::vector<image> data;
    /// What the server chose; empty where it does not say.
    /// @{
    std::string background;
    std::string output_format;
    std::string quality;
    std::string size;
    /// @}
    std::optional<image_usage> usage;
    boost::json::object extra;

    /// Status, headers, request id, attempts and timings. Not on the wire.
    response_info response;
};

/// `POST images/generations`.
class resource {
public:
    explicit resource(std::shared_ptr<api::service> service) noexcept;

    /// Makes pictures of a description.
    ///
    /// @code
    /// coai::images::request request("imagen-4.0-generate-001", "a portrait of a sheepadoodle");
    /// request.response_format = coai::images::response_format::b64_json;
    /// auto images = co_await client.images.generate(request);
    /// for (std::size_t i = 0; i < images.data.size(); ++i)
    ///     images.data[i].save("portrait-" + std::to_string(i) + ".png");
    /// @endcode
    ///
    /// @throws as chat::completions::create(); usage_error (errc::invalid_request) naming `model`
    /// or `prompt` where that is empty.
    /// @{
    boost::asio::awaitable<image_list> generate(const request& request) const;
    boost::asio::awaitable<image_list> generate(const request& request,
                                                const request_options& options) const;
    /// @}

private:
    std::shared_ptr<api::service> service_;
};

} // namespace images
} // namespace coai

namespace coai::json::detail {

template <>
struct type_of<images::request> {
    static const object_type value;
};

template <>
struct type_of<images::image> {
    static const object_type value;
};

template <>
struct type_of<images::image_usage::details> {
    static const object_type value;
};

template <>
struct type_of<images::image_usage> {
    static const object_type value;
};

template <>
struct type_of<images::image_list> {
    static const object_type value;
};

} // namespace coai::json::detail
