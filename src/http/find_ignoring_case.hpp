#pragma once

#include "http/ascii.hpp"

#include <cstddef>
#include <string_view>

namespace coai::http {

/// Where `words` first stands in `text` at or after `from`, without regard to ASCII case; npos if
/// nowhere. For short words: the work is the product of both lengths.
constexpr std::size_t find_ignoring_case(std::string_view text, std::string_view words,
                                         std::size_t from = 0) noexcept {
    for (auto at = from; at + words.size() <= text.size(); ++at) {
        if (equal_ignoring_case(text.substr(at, words.size()), words)) {
            return at;
        }
    }
    return std::string_view::npos;
}

} // namespace coai::http
