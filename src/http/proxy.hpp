#pragma once

#include "http/base_url.hpp"
#include "http/environment.hpp"

#include <coai/secret.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace coai::http {

/// An HTTP proxy.
struct proxy {
    /// Lower case; an IPv6 address has no brackets.
    std::string host;
    std::uint16_t port = 80;
    /// The value of Proxy-Authorization, "Basic …"; empty if the proxy asks for none.
    secret authorization;
};

/// Reads "http://[user:password@]host[:port]"; the scheme may be left out.
///
/// @throws usage_error errc::invalid_option about `option` for anything else. The message repeats
/// nothing of the text.
proxy parse_proxy(std::string_view text, std::string_view option);

/// The proxy for calls to `target`, if any: `setting` where it is set, an empty one meaning none;
/// otherwise the variables HTTPS_PROXY or HTTP_PROXY, after the target's scheme, and their
/// lower-case forms, unless NO_PROXY excepts the target.
///
/// @throws usage_error as parse_proxy() does, about "proxy" or the variable.
std::optional<proxy> select_proxy(const std::optional<std::string>& setting, const base_url& target,
                                  const environment& variables);

} // namespace coai::http
