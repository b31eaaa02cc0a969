#pragma once

#include <cstddef>
#include <string_view>

namespace coai::http {

/// The longest prefix of at most `limit` bytes that does not end inside a UTF-8 sequence.
constexpr std::string_view utf8_prefix(std::string_view text, std::size_t limit) noexcept {
    if (text.size() <= limit) {
        return text;
    }
    const auto continues = [&](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    };
    // A sequence has at most three continuation bytes; more is not UTF-8 and may be cut anywhere.
    auto end = limit;
    while (end > 0 && limit - end < 3 && continues(end)) {
        --end;
    }
    return text.substr(0, continues(end) ? limit : end);
}

} // namespace coai::http
