#pragma once

#include <string_view>

namespace coai::http {

/// Without the white space around it, line ends included; `trim_blanks` is for header fields.
constexpr std::string_view trim_white_space(std::string_view text) noexcept {
    constexpr std::string_view white_space = " \t\r\n\f\v";
    const auto begin = text.find_first_not_of(white_space);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
}

} // namespace coai::http
