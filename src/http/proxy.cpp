#include "http/proxy.hpp"

#include "http/ascii.hpp"
#include "http/base64.hpp"
#include "http/failure.hpp"
#include "http/http_url.hpp"
#include "http/no_proxy.hpp"
#include "http/white_space.hpp"

#include <array>
#include <utility>

namespace coai::http {

namespace {

using proxy_variables = std::array<const char*, 2>;

proxy_variables variables_for(const base_url& target, const environment& variables) {
    if (target.tls) {
        return {"HTTPS_PROXY", "https_proxy"};
    }
    // A CGI server puts a request's header "Proxy" into HTTP_PROXY.
    const bool is_cgi = !read_variable(variables, "REQUEST_METHOD").empty();
    return {is_cgi ? "http_proxy" : "HTTP_PROXY", "http_proxy"};
}

std::string_view no_proxy(const environment& variables) {
    const auto upper = read_variable(variables, "NO_PROXY");
    return upper.empty() ? read_variable(variables, "no_proxy") : upper;
}

} // namespace

proxy parse_proxy(std::string_view text, std::string_view option) {
    const auto refuse = [&](std::string_view why) {
        detail::throw_usage_error(errc::invalid_option, option, std::string(option).append(why));
    };
    auto with_scheme = std::string(trim_white_space(text));
    if (with_scheme.find("://") == std::string::npos && !with_scheme.empty()) {
        with_scheme.insert(0, "http://");
    }
    constexpr std::string_view http = "http://";
    if (!with_scheme.empty() &&
        !equal_ignoring_case(std::string_view(with_scheme).substr(0, http.size()), http)) {
        refuse(" has an unsupported scheme: only http:// proxies are supported, no https:// and "
               "no SOCKS");
    }

    auto url = parse_http_url(with_scheme, option);
    if ((!url.path.empty() && url.path != "/") || !url.query.empty() || url.has_fragment) {
        refuse(" must end after the port");
    }
    // RFC 7617: the first colon ends the user name.
    if (url.user.find(':') != std::string::npos) {
        refuse(" has a colon in its user name");
    }
    proxy result;
    result.host = std::move(url.host);
    result.port = url.port;
    if (url.has_userinfo) {
        result.authorization = "Basic " + encode_base64(url.user + ':' + url.password);
    }
    return result;
}

std::optional<proxy> select_proxy(const std::optional<std::string>& setting, const base_url& target,
                                  const environment& variables) {
    if (setting) {
        return setting->empty() ? std::nullopt : std::optional(parse_proxy(*setting, "proxy"));
    }
    for (const auto* name : variables_for(target, variables)) {
        const auto text = read_variable(variables, name);
        if (text.empty()) {
            continue;
        }
        if (bypasses_proxy(no_proxy(variables), target.host, target.port)) {
            return std::nullopt;
        }
        return parse_proxy(text, name);
    }
    return std::nullopt;
}

} // namespace coai::http
