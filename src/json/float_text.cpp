#include "json/float_text.hpp"

#include "json/digit.hpp"

#include <coai/json/name_code.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <system_error>

namespace coai::json::detail {

namespace {

constexpr std::ptrdiff_t block_size = 8;
/// An integer of so many digits fits 64 bits.
constexpr std::ptrdiff_t most_digits = 19;

/// Powers of ten that are exact as doubles.
constexpr std::array<double, 23> powers_of_ten = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};
constexpr std::int64_t largest_power = 22;

bool are_digits(std::uint64_t block) noexcept {
    // A digit's high half is 3, and stays 3 when 6 is added; of other bytes one of the two is not.
    constexpr std::uint64_t high_halves = 0xF0F0F0F0F0F0F0F0;
    constexpr std::uint64_t sixes = 0x0606060606060606;
    return ((block & high_halves) | (((block + sixes) & high_halves) >> 4)) == 0x3333333333333333;
}

/// The number that eight digits are, the first one lowest: pairs of digits are put together, then
/// pairs of pairs.
std::uint64_t value_of(std::uint64_t block) noexcept {
    block -= 0x3030303030303030;
    block = (block * 10 + (block >> 8)) & 0x00FF00FF00FF00FF;
    block = (block * 100 + (block >> 16)) & 0x0000FFFF0000FFFF;
    return (block * 10000 + (block >> 32)) & 0xFFFFFFFF;
}

/// Reads digits behind those that `value` has already; it wraps if they are too many.
const char* read_digits(const char* at, const char* end, std::uint64_t& value) noexcept {
    while (end - at >= block_size) {
        const std::uint64_t block = name_code({at, static_cast<std::size_t>(block_size)});
        if (!are_digits(block)) {
            break;
        }
        value = value * 100'000'000 + value_of(block);
        at += block_size;
    }
    for (; at != end && is_digit(*at); ++at) {
        value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    }
    return at;
}

/// A number's digits without point and sign, and the power of ten that they count.
struct decimal {
    std::uint64_t digits = 0;
    std::int64_t power = 0;
    /// Whether `digits` holds all of them.
    bool complete = false;
};

/// Whether no more digits than fit are left without the zeros in front of them.
bool fit(const char* at, const char* end) noexcept {
    while (at != end && (*at == '0' || *at == '.')) {
        ++at;
    }
    return end - at <= most_digits;
}

/// Follows the grammar of RFC 8259; null where the text does not.
const char* read_decimal(const char* const begin, const char* const end, decimal& to) noexcept {
    const char* at = read_digits(begin, end, to.digits);
    if (at == begin || (*begin == '0' && at - begin > 1)) {
        return nullptr;
    }
    if (at != end && *at == '.') {
        const char* const fraction = at + 1;
        at = read_digits(fraction, end, to.digits);
        if (at == fraction) {
            return nullptr;
        }
        to.power = fraction - at;
    }
    to.complete = at - begin <= most_digits || fit(begin, at);
    if (at == end || (*at != 'e' && *at != 'E')) {
        return at;
    }
    ++at;
    const bool negative = at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) {
        ++at;
    }
    const char* const exponent = at;
    std::uint64_t power = 0;
    at = read_digits(exponent, end, power);
    if (at == exponent) {
        return nullptr;
    }
    if (at - exponent > 4) { // many zeros, or out of range
        to.complete = false;
    } else {
        to.power += negative ? -static_cast<std::int64_t>(power) : static_cast<std::int64_t>(power);
    }
    return at;
}

/// Rounds to float by way of a double, where that is sure to give the nearest one.
bool round(const decimal& from, float& value) noexcept {
    if (!from.complete || from.power < -largest_power || from.power > largest_power) {
        return false;
    }
    // Each of the two operations is off by half a unit in the last place at most, so the double is
    // on the same side of the middle between two floats as the number is, unless it is very near.
    const auto digits = static_cast<double>(from.digits);
    const double scale =
        powers_of_ten[static_cast<std::size_t>(from.power < 0 ? -from.power : from.power)];
    const double nearly = from.power < 0 ? digits / scale : digits * scale;
    constexpr std::uint64_t dropped_bits = (1U << 29) - 1;
    constexpr std::uint64_t middle = 1U << 28;
    constexpr std::uint64_t margin = 8;
    const std::uint64_t dropped = std::bit_cast<std::uint64_t>(nearly) & dropped_bits;
    const bool is_near_middle = dropped - (middle - margin) <= 2 * margin;
    // Small floats have fewer bits.
    const bool is_normal =
        nearly >= static_cast<double>(std::numeric_limits<float>::min()) || from.digits == 0;
    constexpr double large = 1e38;
    if (is_near_middle || !is_normal || nearly > large) {
        return false;
    }
    value = static_cast<float>(nearly);
    return true;
}

/// Whether a number of which one only knows that no float is near it is too small for one.
bool is_below_one(const char* at, const char* const end) noexcept {
    std::int64_t order = 0; // digits in front of the point, or less than 0: zeros behind it
    bool leads = false;
    bool fraction = false;
    for (; at != end && *at != 'e' && *at != 'E'; ++at) {
        leads = leads || (*at != '0' && *at != '.');
        if (*at == '.') {
            fraction = true;
        } else if (leads && !fraction) {
            ++order;
        } else if (!leads && fraction) {
            --order;
        }
    }
    if (at == end) {
        return order <= 0;
    }
    at += at[1] == '+' ? 2 : 1;
    std::int64_t exponent = 0;
    if (std::from_chars(at, end, exponent).ec != std::errc()) {
        return *at == '-'; // beyond what a text can make up for with its digits
    }
    return exponent < -order;
}

} // namespace

const char* read_float(const char* at, const char* const end, float& value) noexcept {
    const char* const begin = at;
    const bool negative = at != end && *at == '-';
    at += negative;
    decimal number;
    at = read_decimal(at, end, number);
    if (at == nullptr) {
        return nullptr;
    }
    if (round(number, value)) {
        value = negative ? -value : value;
        return at;
    }
    const auto [stop, error] = std::from_chars(begin, at, value);
    if (error == std::errc()) {
        return at;
    }
    if (!is_below_one(begin + negative, at)) {
        return nullptr;
    }
    value = negative ? -0.0F : 0.0F;
    return at;
}

} // namespace coai::json::detail
