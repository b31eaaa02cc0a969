#include "api/redirect.hpp"

#include "http/failure.hpp"
#include "http/http_url.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;

namespace {

constexpr unsigned max_redirects = 5;

/// Where a redirect leads, if this is one that can be followed.
std::optional<http::base_url> destination_of(const protocol_error& answered,
                                             const http::base_url& asked) {
    const unsigned status = answered.status();
    const auto location = answered.response().headers.find("location");
    if (!location ||
        (status != 301 && status != 302 && status != 303 && status != 307 && status != 308)) {
        return std::nullopt;
    }
    http::base_url to = asked;
    std::string_view target = location->substr(0, location->find('#'));
    if (!target.starts_with('/') || target.starts_with("//")) {
        http::http_url url;
        try {
            url = http::parse_http_url(target, "location");
        } catch (const usage_error&) {
            return std::nullopt;
        }
        if (url.has_userinfo || url.tls != asked.tls) {
            return std::nullopt;
        }
        to.authority = http::authority_of(url);
        to.host = std::move(url.host);
        to.port = url.port;
        to.path = std::move(url.path);
        to.query = std::move(url.query);
        return to;
    }
    const auto mark = target.find('?');
    to.path = target.substr(0, mark);
    to.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    return to;
}

bool is_same_origin(const http::base_url& a, const http::base_url& b) noexcept {
    return a.host == b.host && a.port == b.port && a.tls == b.tls;
}

call redirected(call from, http::base_url to, const http::base_url& own) {
    from.target = to.path.empty() ? "/" : to.path;
    if (!to.query.empty()) {
        from.target += '?' + to.query;
    }
    if (is_same_origin(to, own)) {
        from.elsewhere.reset();
        return from;
    }
    headers kept;
    for (const char* name : {"User-Agent", "Accept", "Accept-Encoding"}) {
        const headers& own_fields = from.shared ? from.shared->fields() : from.headers;
        if (const auto value = own_fields.find(name)) {
            kept.add(name, *value);
        }
    }
    from.shared = nullptr;
    from.headers = std::move(kept);
    from.credential = credential_field::none;
    from.elsewhere = std::make_shared<const http::base_url>(std::move(to));
    return from;
}

} // namespace

asio::awaitable<answer> perform_following(std::shared_ptr<service> caller, call request,
                                          service::read extent) {
    for (unsigned redirects = 0;; ++redirects) {
        std::optional<http::base_url> to;
        try {
            co_return co_await caller->perform(request, extent);
        } catch (const protocol_error& answered) {
            to = destination_of(answered, request.elsewhere ? *request.elsewhere : caller->base());
            if (!to || redirects == max_redirects) {
                throw;
            }
        }
        request = redirected(std::move(request), std::move(*to), caller->base());
    }
}

} // namespace coai::api
