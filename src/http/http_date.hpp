#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace coai::http {

/// Reads an HTTP-date in any of its three forms (RFC 9110 5.6.7). `now` decides the century of the
/// obsolete form with a two-digit year. The day of the week must be one, but need not be the right
/// one.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text,
                                                        std::chrono::sys_seconds now) noexcept;

} // namespace coai::http
