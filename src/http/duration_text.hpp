#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace coai::http {

// Durations as servers write them. All results are rounded up to a millisecond and saturate at
// `longest_duration`; none is negative.

/// A hundred years: more than anybody waits for, and safe to add to a clock.
inline constexpr std::chrono::milliseconds longest_duration = std::chrono::hours(24) * 36'525;

/// Seconds, milliseconds and so on as a duration; nothing for a negative number or NaN.
std::optional<std::chrono::milliseconds> to_duration(double count, double milliseconds_per_unit);

/// A decimal number that is the whole text but for blanks around it; no infinity, no NaN. A whole
/// number that no double can hold is the largest double.
std::optional<double> parse_number(std::string_view text);

/// A duration with units as Go and protobuf write it: "6ms", "1.5s", "6m0s", "1h2m3.4s", "34s".
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The duration with which a sentence goes on: "31.44s.", "7m12s (limit …", "20 seconds", "1
/// minute".
std::optional<std::chrono::milliseconds> read_duration_in_prose(std::string_view text);

} // namespace coai::http
