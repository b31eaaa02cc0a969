#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coai::json::detail {

/// Appends `text` as a JSON string. False if it is not UTF-8; then part of it may have been
/// appended.
bool append_string(std::string& out, std::string_view text);

/// Appends the beginning of `text` as a JSON string for an error message: at most 60 bytes, bytes
/// that are not UTF-8 replaced.
void append_excerpt(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t value);
void append_integer(std::string& out, std::uint64_t value);

/// Appends the shortest text that is read back as the same value. False if the value is not finite.
bool append_real(std::string& out, double value);
bool append_real(std::string& out, float value);

} // namespace coai::json::detail
