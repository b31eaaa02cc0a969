#pragma once

#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

/// The steady clock as digits, always as many. Processes of one machine share that clock.
inline std::string timestamp() {
    constexpr std::size_t digits = 20;
    const std::string text = std::to_string(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
    return std::string(digits - text.size(), '0') + text;
}

/// What has passed since a timestamp() was made.
inline std::chrono::steady_clock::duration since_timestamp(std::string_view text) {
    const auto now = std::chrono::steady_clock::now();
    long long count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::invalid_argument("the chunk's text is no timestamp");
    return now - std::chrono::steady_clock::time_point(std::chrono::nanoseconds(count));
}

} // namespace bench
