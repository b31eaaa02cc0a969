#include "json/text.hpp"

#include "json/special_characters.hpp"
#include "json/utf8.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace coai::json::detail {

namespace {

// Writes an ASCII character, escaped if it must be, in up to 6 bytes.
char* put_ascii(char* to, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::string_view letters = "btnvfr"; // of the escapes from '\b' to '\r'

    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
        *to++ = '\\';
        *to++ = c;
    } else if (code >= 0x20) {
        *to++ = c;
    } else if (c >= '\b' && c <= '\r' && c != '\v') {
        *to++ = '\\';
        *to++ = letters[code - std::size_t{'\b'}];
    } else {
        for (const char part : {'\\', 'u', '0', '0', digits[code >> 4], digits[code & 0xF]})
            *to++ = part;
    }
    return to;
}

template <class Number>
void append_number(std::string& out, Number value) {
    std::array<char, 32> text;
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end);
}

} // namespace

bool append_string(std::string& out, std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();

    // Gathered here, so that escapes do not make many small appends.
    std::array<char, 512> buffer;
    char* to = buffer.data();
    char* const limit = to + buffer.size() - 2 * block_size;

    *to++ = '"';
    while (at != end) {
        if (to > limit) {
            out.append(buffer.data(), to);
            to = buffer.data();
        }
        if (static_cast<std::size_t>(end - at) >= block_size) {
            const auto special = find_special(at);
            std::memcpy(to, at, block_size);
            // The usual case apart, so that the next block need not wait for this one's count.
            if (special == 0) {
                to += block_size;
                at += block_size;
                continue;
            }
            const auto plain = std::countr_zero(special) / bits_per_character;
            to += plain;
            at += plain;
        } else {
            while (at != end && is_plain(*at))
                *to++ = *at++;
            if (at == end)
                break;
        }
        if (static_cast<unsigned char>(*at) < 0x80) {
            to = put_ascii(to, *at);
            ++at;
            continue;
        }
        const std::size_t length = utf8_sequence(at, end);
        if (length == 0)
            return false;
        std::memcpy(to, at, length);
        to += length;
        at += length;
    }
    *to++ = '"';
    out.append(buffer.data(), to);
    return true;
}

void append_excerpt(std::string& out, std::string_view text) {
    constexpr std::size_t limit = 60;

    std::string excerpt;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        std::size_t length = 1;
        const bool ascii = static_cast<unsigned char>(*at) < 0x80;
        if (!ascii)
            length = utf8_sequence(at, end);
        if (excerpt.size() + length > limit) {
            excerpt += "...";
            break;
        }
        if (length == 0)
            excerpt += '?';
        else
            excerpt.append(at, length);
        at += length == 0 ? 1 : length;
    }
    append_string(out, excerpt);
}

void append_integer(std::string& out, std::int64_t value) { append_number(out, value); }
void append_integer(std::string& out, std::uint64_t value) { append_number(out, value); }

bool append_real(std::string& out, double value) {
    if (!std::isfinite(value))
        return false;
    append_number(out, value);
    return true;
}

bool append_real(std::string& out, float value) {
    if (!std::isfinite(value))
        return false;
    append_number(out, value);
    return true;
}

} // namespace coai::json::detail
