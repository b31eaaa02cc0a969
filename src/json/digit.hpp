#pragma once

namespace coai::json::detail {

/// Of ASCII, whatever the locale.
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

} // namespace coai::json::detail
