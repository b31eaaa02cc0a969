#include "http/http_url.hpp"

#include "http/ascii.hpp"
#include "http/failure.hpp"
#include "http/white_space.hpp"

#include <boost/url/grammar/alnum_chars.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace coai::http {

namespace {

namespace urls = boost::urls;

constexpr std::uint16_t default_port(bool tls) noexcept { return tls ? 443 : 80; }

bool is_host_character(char c) noexcept {
    return urls::grammar::alnum_chars(c) || c == '.' || c == '-' || c == '_';
}

} // namespace

http_url parse_http_url(std::string_view text, std::string_view option) {
    const auto refuse = [&](std::string_view why) {
        detail::throw_usage_error(errc::invalid_option, option, std::string(option).append(why));
    };

    // A line end is what reading a setting from a file or a command leaves behind.
    text = trim_white_space(text);
    if (text.empty()) {
        refuse(" is empty");
    }
    const auto scheme = text.substr(0, text.find("://"));
    const bool tls = equal_ignoring_case(scheme, "https");
    if (scheme.size() == text.size() || !(tls || equal_ignoring_case(scheme, "http"))) {
        refuse(" must begin with http:// or https://");
    }
    const auto parsed = urls::parse_uri(urls::string_view(text.data(), text.size()));
    // Boost.URL takes what follows a broken port or address ("host:80x/") for a path.
    if (!parsed || !(parsed->encoded_path().empty() || parsed->encoded_path().starts_with('/'))) {
        refuse(" is not a valid URL: characters that need it must be percent-encoded, and "
               "international host names written as xn--...");
    }
    const auto& url = *parsed;

    http_url result;
    result.tls = tls;
    result.host = url.host_type() == urls::host_type::ipv6 ? url.host_address() : url.host();
    std::transform(result.host.begin(), result.host.end(), result.host.begin(), ascii_lower);
    if (result.host.empty()) {
        refuse(" names no host");
    }
    if (url.host_type() != urls::host_type::ipv6 &&
        !std::all_of(result.host.begin(), result.host.end(), is_host_character)) {
        refuse(" has a host name with characters that none can have");
    }

    const bool names_port = url.has_port() && !url.port().empty();
    if (names_port && url.port_number() == 0) {
        refuse(" has a port that is not between 1 and 65535");
    }
    result.port = names_port ? url.port_number() : default_port(tls);

    result.has_userinfo = url.has_userinfo();
    result.user = url.user();
    result.password = url.password();
    result.path = std::string(url.encoded_path());
    result.query = std::string(url.encoded_query());
    result.has_fragment = url.has_fragment();
    return result;
}

std::string authority_of(const http_url& url) {
    const bool ipv6 = url.host.find(':') != std::string::npos;
    auto authority = ipv6 ? '[' + url.host + ']' : url.host;
    if (url.port != default_port(url.tls)) {
        authority += ':' + std::to_string(url.port);
    }
    return authority;
}

} // namespace coai::http
