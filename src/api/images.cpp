#include <coai/images.hpp>

#include "api/fetch.hpp"
#include "api/request_body.hpp"
#include "http/base64.hpp"
#include "http/failure.hpp"
#include "net/local_file.hpp"

#include <limits>
#include <string_view>
#include <utility>

namespace coai::images {

namespace asio = boost::asio;

namespace {

/// Some gateways send a `data:` URL.
std::string_view base64_of(std::string_view text) noexcept {
    return text.starts_with("data:") ? text.substr(text.find(',') + 1) : text;
}

void check(const request& request) {
    if (request.model.empty()) {
        detail::throw_usage_error(errc::invalid_request, "model", "a request needs a model");
    }
    if (request.prompt.empty()) {
        detail::throw_usage_error(errc::invalid_request, "prompt", "a request needs a prompt");
    }
}

} // namespace

std::vector<std::byte> image::bytes() const {
    if (b64_json.empty()) {
        detail::throw_failure(
            errc::unexpected_content,
            url.empty() ? "the server sent no picture"
                        : "the server sent a URL in place of the picture; Gemini and DALL-E send "
                          "it where response_format is \"b64_json\"");
    }
    http::error_code error;
    std::vector<std::byte> decoded =
        http::decode_base64(base64_of(b64_json), std::numeric_limits<std::size_t>::max(), error);
    if (error) {
        detail::throw_failure(errc::unexpected_content, "the picture's b64_json is not base64",
                              error);
    }
    return decoded;
}

void image::save(const std::string& path) const { net::replace_file(path, bytes()); }

resource::resource(std::shared_ptr<api::service> service) noexcept : service_(std::move(service)) {}

asio::awaitable<image_list> resource::generate(const request& request) const {
    return generate(request, request_options());
}

asio::awaitable<image_list> resource::generate(const request& request,
                                               const request_options& options) const {
    const auto encode = [&] {
        check(request);
        return api::encode_body(request, options.extra_body);
    };
    const api::endpoint to("POST", "images/generations");
    return api::fetch<image_list>(service_, service_->calls().prepare(to, options, encode));
}

} // namespace coai::images
