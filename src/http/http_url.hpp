#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coai::http {

/// An absolute http or https URL, taken apart; what base_url and proxies have in common.
struct http_url {
    bool tls = false;
    /// Lower case; an IPv6 address has no brackets.
    std::string host;
    /// The scheme's own where the URL names none.
    std::uint16_t port = 0;
    bool has_userinfo = false;
    /// Decoded.
    std::string user;
    std::string password;
    /// Percent-encoded, as they were written; the query has no question mark.
    std::string path;
    std::string query;
    bool has_fragment = false;
};

/// @throws usage_error errc::invalid_option about `option`. Nothing of the text is repeated in the
/// message, for a password may be in it.
http_url parse_http_url(std::string_view text, std::string_view option);

/// "host" or "host:port", as in a Host field: an IPv6 address in brackets, the port only where it
/// is not the scheme's own.
std::string authority_of(const http_url& url);

} // namespace coai::http
