#include "http/base64.hpp"

#include <array>
#include <cstdint>

namespace coai::http {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t no_digit = 0xFF;

constexpr auto digit_values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}();

constexpr char digit(std::uint32_t bits, unsigned shift) noexcept {
    return alphabet[(bits >> shift) & 0x3F];
}

// Three bytes, or what there is of them, as 24 bits.
std::uint32_t group_bits(std::span<const std::byte> bytes) noexcept {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        bits = (bits << 8) | (i < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i]) : 0);
    }
    return bits;
}

} // namespace

void append_base64(std::string& out, std::span<const std::byte> bytes) {
    const auto begin = out.size();
    out.resize(begin + (bytes.size() + 2) / 3 * 4);
    char* to = out.data() + begin;
    for (; bytes.size() >= 3; bytes = bytes.subspan(3), to += 4) {
        const auto bits = group_bits(bytes.first(3));
        to[0] = digit(bits, 18);
        to[1] = digit(bits, 12);
        to[2] = digit(bits, 6);
        to[3] = digit(bits, 0);
    }
    if (!bytes.empty()) {
        const auto bits = group_bits(bytes);
        to[0] = digit(bits, 18);
        to[1] = digit(bits, 12);
        to[2] = bytes.size() == 2 ? digit(bits, 6) : '=';
        to[3] = '=';
    }
}

std::string encode_base64(std::span<const std::byte> bytes) {
    std::string text;
    append_base64(text, bytes);
    return text;
}

std::string encode_base64(std::string_view bytes) {
    return encode_base64(std::as_bytes(std::span(bytes)));
}

std::vector<std::byte> decode_base64(std::string_view text, std::size_t max_size, error_code& ec) {
    ec.clear();
    if (text.size() % 4 != 0) {
        ec = error::malformed_base64;
        return {};
    }
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
        ++padding;
    }
    const auto size = text.size() / 4 * 3 - padding;
    if (size > max_size) {
        ec = error::base64_too_large;
        return {};
    }

    std::vector<std::byte> bytes(size);
    const auto digits = text.size() - padding;
    std::uint32_t bits = 0;
    std::uint8_t invalid = 0;
    std::size_t written = 0;
    const auto value_at = [&](std::size_t i) {
        return digit_values[static_cast<unsigned char>(text[i])];
    };
    std::size_t whole = 0;
    for (; whole + 4 <= digits; whole += 4, written += 3) {
        const std::uint8_t values[] = {value_at(whole), value_at(whole + 1), value_at(whole + 2),
                                       value_at(whole + 3)};
        invalid |= static_cast<std::uint8_t>(values[0] | values[1] | values[2] | values[3]);
        const std::uint32_t group = std::uint32_t{values[0]} << 18U |
                                    std::uint32_t{values[1]} << 12U |
                                    std::uint32_t{values[2]} << 6U | values[3];
        bytes[written] = static_cast<std::byte>(group >> 16U);
        bytes[written + 1] = static_cast<std::byte>(group >> 8U);
        bytes[written + 2] = static_cast<std::byte>(group);
    }
    for (std::size_t i = whole; i < digits; ++i) {
        const auto value = value_at(i);
        invalid |= value;
        bits = (bits << 6) | (value & 0x3F);
        if (i % 4 != 0) {
            const auto unused = 6 - 2 * (i % 4);
            bytes[written++] = static_cast<std::byte>(bits >> unused);
        }
    }
    const auto unused_bits = 2 * padding;
    if ((invalid & 0xC0) != 0 || (bits & ((1U << unused_bits) - 1)) != 0) {
        ec = error::malformed_base64;
        return {};
    }
    return bytes;
}

} // namespace coai::http
