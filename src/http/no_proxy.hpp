#pragma once

#include <cstdint>
#include <string_view>

namespace coai::http {

/// Whether `no_proxy`, the value of that variable, excepts a host from the proxy. It lists, with
/// commas or spaces between them: "*" for every host; names, which except their subdomains, too,
/// with or without a leading dot; addresses and networks ("10.0.0.0/8"). Names and addresses may
/// have a port, an IPv6 address then in brackets.
bool bypasses_proxy(std::string_view no_proxy, std::string_view host, std::uint16_t port);

} // namespace coai::http
