#include "http/duration_text.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <system_error>

namespace coai::http {

namespace {

using std::chrono::milliseconds;

struct unit {
    std::string_view name;
    double milliseconds;
};

// Of units that begin alike the longer comes first.
constexpr std::array short_units{
    unit{"ns", 1e-6}, unit{"us", 1e-3}, unit{"\u00b5s", 1e-3}, unit{"\u03bcs", 1e-3},
    unit{"ms", 1.0},  unit{"s", 1e3},   unit{"m", 60e3},       unit{"h", 3600e3},
};

constexpr std::array long_units{
    unit{"millisecond", 1.0}, unit{"second", 1e3},  unit{"sec", 1e3},     unit{"minute", 60e3},
    unit{"min", 60e3},        unit{"hour", 3600e3}, unit{"day", 86400e3},
};

// Removes digits with at most one point among them from the front of `text`.
std::optional<double> take_decimal(std::string_view& text) {
    std::size_t length = 0;
    bool point = false;
    while (length < text.size() &&
           (is_digit(text[length]) || (!point && text[length] == '.' && length + 1 < text.size() &&
                                       is_digit(text[length + 1])))) {
        point = point || text[length] == '.';
        ++length;
    }
    const auto number = parse_number(text.substr(0, length));
    if (number) {
        text.remove_prefix(length);
    }
    return number;
}

template <typename Units>
const unit* take_unit(std::string_view& text, const Units& units) {
    const auto found = std::find_if(units.begin(), units.end(), [&](const unit& candidate) {
        return text.starts_with(candidate.name);
    });
    if (found == units.end()) {
        return nullptr;
    }
    text.remove_prefix(found->name.size());
    return &*found;
}

// Removes "1h2m3.4s" from the front of `text`; nothing, and part of it removed, if the text does
// not begin so.
std::optional<milliseconds> take_duration(std::string_view& text) {
    double total = 0;
    do {
        const auto count = take_decimal(text);
        const auto* named = count ? take_unit(text, short_units) : nullptr;
        if (named == nullptr) {
            return std::nullopt;
        }
        total += *count * named->milliseconds;
    } while (!text.empty() && is_digit(text.front()));
    return to_duration(total, 1.0);
}

bool is_letter(char c) noexcept { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }

} // namespace

std::optional<milliseconds> to_duration(double count, double milliseconds_per_unit) {
    const double ms = count * milliseconds_per_unit;
    if (std::isnan(ms) || ms < 0) {
        return std::nullopt;
    }
    if (ms >= static_cast<double>(longest_duration.count())) {
        return longest_duration;
    }
    // A fraction that binary cannot represent must not cost a millisecond.
    constexpr double rounding = 4 * std::numeric_limits<double>::epsilon();
    return milliseconds(static_cast<milliseconds::rep>(std::ceil(ms * (1 - rounding))));
}

std::optional<double> parse_number(std::string_view text) {
    text = trim_blanks(text);
    double number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (stopped != end) {
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range &&
        std::all_of(text.begin(), text.end(), is_digit)) {
        return std::numeric_limits<double>::max();
    }
    if (error != std::errc() || !std::isfinite(number)) {
        return std::nullopt;
    }
    return number;
}

std::optional<milliseconds> parse_duration(std::string_view text) {
    text = trim_blanks(text);
    const auto duration = take_duration(text);
    return text.empty() ? duration : std::nullopt;
}

std::optional<milliseconds> read_duration_in_prose(std::string_view text) {
    auto rest = text;
    if (const auto duration = take_duration(rest);
        duration && (rest.empty() || !is_letter(rest.front()))) {
        return duration;
    }
    const auto count = take_decimal(text);
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    if (!count || text.empty()) {
        return std::nullopt;
    }
    if (const auto* named = take_unit(text, long_units)) {
        return to_duration(*count, named->milliseconds);
    }
    const auto* named = take_unit(text, short_units);
    if (named == nullptr || (!text.empty() && is_letter(text.front()))) {
        return std::nullopt;
    }
    return to_duration(*count, named->milliseconds);
}

} // namespace coai::http
