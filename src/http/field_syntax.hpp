#pragma once

#include <string_view>

namespace coai::http {

/// A token of RFC 9110 5.6.2: what methods and header names are.
bool is_token(std::string_view text) noexcept;

/// True for a token.
bool is_valid_header_name(std::string_view name) noexcept;

/// True without control characters other than HTAB; bytes above 0x7F are allowed (RFC 9110 5.5).
bool is_valid_header_value(std::string_view value) noexcept;

/// True for visible ASCII only, at least one character: no space, no control, nothing unescaped.
bool is_valid_request_target(std::string_view target) noexcept;

} // namespace coai::http
