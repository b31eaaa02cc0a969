#include "json/number.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace coai::json::detail {

namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

template <class Number>
std::optional<Number> from_string(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// Objects may be of any type with the size of Integer (long, long long), hence the copy of bytes.
template <class Integer, class Wide>
bool store_as(void* to, Wide value) {
    if (!std::in_range<Integer>(value))
        return false;
    const auto narrow = static_cast<Integer>(value);
    std::memcpy(to, &narrow, sizeof(narrow));
    return true;
}

template <class Integer>
Integer load_as(const void* from) {
    Integer value;
    std::memcpy(&value, from, sizeof(value));
    return value;
}

// An integer that comes as a real number is 1.0 or 1e3. One in plain digits was beyond 64 bits, and
// may have been rounded to a double within.
bool is_integral(const token& from) {
    return std::trunc(from.real) == from.real && from.str().find_first_of(".eE") != from.str().npos;
}

std::optional<std::int64_t> to_integer(const token& from, bool from_text) {
    switch (from.what) {
    case token::kind::integer:
        return from.integer;
    case token::kind::real:
        if (from.real >= -two_to_63 && from.real < two_to_63 && is_integral(from))
            return static_cast<std::int64_t>(from.real);
        return std::nullopt;
    case token::kind::string:
        return from_text ? from_string<std::int64_t>(from.str()) : std::nullopt;
    default:
        return std::nullopt;
    }
}

std::optional<std::uint64_t> to_unsigned_integer(const token& from, bool from_text) {
    switch (from.what) {
    case token::kind::integer:
        if (from.integer >= 0)
            return static_cast<std::uint64_t>(from.integer);
        return std::nullopt;
    case token::kind::unsigned_integer:
        return from.unsigned_integer;
    case token::kind::real:
        if (from.real >= 0 && from.real < two_to_64 && is_integral(from))
            return static_cast<std::uint64_t>(from.real);
        return std::nullopt;
    case token::kind::string:
        return from_text ? from_string<std::uint64_t>(from.str()) : std::nullopt;
    default:
        return std::nullopt;
    }
}

std::optional<double> to_real(const token& from, bool from_text) {
    std::optional<double> value;
    if (from.what == token::kind::real)
        value = from.real;
    else if (from.what == token::kind::integer) // "-0" comes as the integer 0
        value = from.text[0] == '-' && from.integer == 0 ? -0.0 : static_cast<double>(from.integer);
    else if (from.what == token::kind::unsigned_integer)
        value = static_cast<double>(from.unsigned_integer);
    else if (from.what == token::kind::string && from_text)
        value = from_string<double>(from.str());
    if (value && !std::isfinite(*value))
        value.reset();
    return value;
}

bool store_integer(void* to, std::size_t bytes, std::int64_t value) {
    switch (bytes) {
    case 1:
        return store_as<std::int8_t>(to, value);
    case 2:
        return store_as<std::int16_t>(to, value);
    case 4:
        return store_as<std::int32_t>(to, value);
    default:
        return store_as<std::int64_t>(to, value);
    }
}

bool store_unsigned_integer(void* to, std::size_t bytes, std::uint64_t value) {
    switch (bytes) {
    case 1:
        return store_as<std::uint8_t>(to, value);
    case 2:
        return store_as<std::uint16_t>(to, value);
    case 4:
        return store_as<std::uint32_t>(to, value);
    default:
        return store_as<std::uint64_t>(to, value);
    }
}

bool store_real(void* to, std::size_t bytes, double value) {
    if (bytes == sizeof(double)) {
        std::memcpy(to, &value, sizeof(value));
        return true;
    }
    if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max()))
        return false;
    const auto single = static_cast<float>(value);
    std::memcpy(to, &single, sizeof(single));
    return true;
}

} // namespace

bool store_number(const number_type& type, void* to, const token& from, bool from_text) {
    if (type.kind == shape::integer) {
        const auto value = to_integer(from, from_text);
        return value && store_integer(to, type.bytes, *value);
    }
    if (type.kind == shape::unsigned_integer) {
        const auto value = to_unsigned_integer(from, from_text);
        return value && store_unsigned_integer(to, type.bytes, *value);
    }
    const auto value = to_real(from, from_text);
    return value && store_real(to, type.bytes, *value);
}

bool is_number(const number_type& type, const token& from) {
    std::uint64_t storage = 0;
    return store_number(type, &storage, from, false);
}

std::int64_t load_integer(const number_type& type, const void* from) {
    switch (type.bytes) {
    case 1:
        return load_as<std::int8_t>(from);
    case 2:
        return load_as<std::int16_t>(from);
    case 4:
        return load_as<std::int32_t>(from);
    default:
        return load_as<std::int64_t>(from);
    }
}

std::uint64_t load_unsigned_integer(const number_type& type, const void* from) {
    switch (type.bytes) {
    case 1:
        return load_as<std::uint8_t>(from);
    case 2:
        return load_as<std::uint16_t>(from);
    case 4:
        return load_as<std::uint32_t>(from);
    default:
        return load_as<std::uint64_t>(from);
    }
}

} // namespace coai::json::detail
