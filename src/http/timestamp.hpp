#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace coai::http {

/// Reads a point in time as Google's APIs write it (RFC 3339): "2026-08-19T14:34:13.503405945Z".
/// Fractions of a second are dropped.
std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) noexcept;

} // namespace coai::http
