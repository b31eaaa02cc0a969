#pragma once

#include <coai/options.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace coai::http {

/// client_options::base_url, taken apart. A resource outside of the path below, such as Gemini's
/// native API, is reached by a copy with another `path`.
struct base_url {
    bool tls = true;
    /// Lower case; an IPv6 address has no brackets.
    std::string host;
    std::uint16_t port = 443;
    /// The value of Host: with brackets, without the scheme's own port.
    std::string authority;
    /// Empty or "/v1beta/openai": percent-encoded, no slash at the end.
    std::string path;
    /// Percent-encoded, without question mark; sent with every call.
    std::string query;

    /// The request target of `resource` ("chat/completions", with or without a slash before it),
    /// which may bring a query of its own. Parameters follow in the order of the arguments.
    ///
    /// @throws usage_error errc::invalid_request about "path" if `resource` has dot segments,
    /// control characters or a fragment.
    std::string target(std::string_view resource, const query_parameters& of_client = {},
                       const query_parameters& of_call = {}) const;
};

/// Takes http and https URLs without user information and fragment.
///
/// @throws usage_error errc::invalid_option about "base_url". Nothing of the text is repeated in
/// the message, for a password may be in it.
base_url parse_base_url(std::string_view text);

} // namespace coai::http
