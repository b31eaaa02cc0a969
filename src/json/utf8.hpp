#pragma once

#include <cstddef>

namespace coai::json::detail {

/// The length of the multi-byte UTF-8 sequence (RFC 3629) that begins at `at`; 0 if there is none.
inline std::size_t utf8_sequence(const char* at, const char* end) {
    const auto byte = [at](std::size_t index) { return static_cast<unsigned char>(at[index]); };
    const auto left = static_cast<std::size_t>(end - at);
    const auto continues = [&](std::size_t index) { return (byte(index) & 0xC0) == 0x80; };

    const unsigned char lead = byte(0);
    if (lead >= 0xC2 && lead <= 0xDF)
        return left >= 2 && continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (left < 3 || !continues(1) || !continues(2))
            return 0;
        const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = lead == 0xED && byte(1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (left < 4 || !continues(1) || !continues(2) || !continues(3))
            return 0;
        const bool overlong = lead == 0xF0 && byte(1) < 0x90;
        const bool past_unicode = lead == 0xF4 && byte(1) > 0x8F;
        return overlong || past_unicode ? 0 : 4;
    }
    return 0;
}

} // namespace coai::json::detail
