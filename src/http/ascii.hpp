#pragma once

#include "json/digit.hpp"

#include <algorithm>
#include <string_view>

namespace coai::http {

// HTTP's grammar is ASCII; the functions of <cctype> follow the process's locale.

constexpr char ascii_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

using json::detail::is_digit;

/// SP and HTAB, the "OWS" of RFC 9110 5.6.3.
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// Control characters without HTAB: C0 and DEL.
constexpr bool is_control(char c) noexcept {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}

/// Visible ASCII, the "VCHAR" of RFC 5234.
constexpr bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7F; }

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return ascii_lower(x) == ascii_lower(y);
           });
}

constexpr std::string_view trim_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace coai::http
