#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace coai::net {

/// Where a connection leads (RFC 6454): connections of one origin serve the same calls.
struct origin {
    bool tls = false;
    /// Name or IP address, without brackets.
    std::string host;
    std::uint16_t port = 0;

    auto operator<=>(const origin&) const = default;
};

} // namespace coai::net
