#include "api/upload_address.hpp"

#include "http/failure.hpp"
#include "http/http_url.hpp"

#include <coai/provider.hpp>

namespace coai::api {

namespace {

[[noreturn]] void refuse(const char* message) {
    detail::throw_failure(errc::unexpected_content, message);
}

http::http_url parse(std::string_view url) {
    try {
        return http::parse_http_url(url, "x-goog-upload-url");
    } catch (const usage_error&) {
        refuse("the server's x-goog-upload-url is not a URL");
    }
}

} // namespace

std::string upload_target(std::string_view url, const http::base_url& own) {
    const http::http_url there = parse(url);
    const bool is_own = there.host == own.host && there.port == own.port && there.tls == own.tls;
    if (!is_own && provider_from_host(own.host) == provider::gemini) {
        refuse("the server's x-goog-upload-url leads to another host, which is not to get the key");
    }
    std::string target = there.path.empty() ? "/" : there.path;
    if (!there.query.empty()) {
        target += '?' + there.query;
    }
    return target;
}

} // namespace coai::api
