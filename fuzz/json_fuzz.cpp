// Our reader against Boost.JSON's: the same texts are JSON, and mean the same.

#include "fuzz/input.hpp"
#include "fuzz/written.hpp"

#include <coai/json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace {

using namespace coai;

std::optional<boost::json::value> read_by_boost(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = json::decoder::default_max_depth;
    boost::system::error_code failed;
    boost::json::value value =
        boost::json::parse({text.data(), text.size()}, failed, boost::json::storage_ptr(), options);
    return failed ? std::nullopt : std::optional(std::move(value));
}

/// The same but for the last digits: Boost.JSON 1.81 does not round numbers as IEEE 754 has it, and
/// takes 0e309 for no number at all. How ours are rounded is tested elsewhere.
bool is_near(double left, double right) {
    constexpr double relative = 1e-14;
    constexpr double beyond = std::numeric_limits<double>::max() * (1 - relative);
    return left == right || std::isnan(right) ||
           std::abs(left - right) <= relative * std::abs(right) ||
           std::abs(left - right) < std::numeric_limits<double>::min() ||
           (std::abs(left) > beyond && std::abs(right) > beyond &&
            std::signbit(left) == std::signbit(right));
}

bool means_the_same(const boost::json::value& left, const boost::json::value& right) {
    if (left.is_double() && right.is_double()) {
        return is_near(left.get_double(), right.get_double());
    }
    if (left.is_array() && right.is_array()) {
        return std::ranges::equal(left.get_array(), right.get_array(), means_the_same);
    }
    if (left.is_object() && right.is_object()) {
        const auto same_member = [&](const boost::json::key_value_pair& member) {
            const boost::json::value* const other = right.get_object().if_contains(member.key());
            return other && means_the_same(member.value(), *other);
        };
        return left.get_object().size() == right.get_object().size() &&
               std::ranges::all_of(left.get_object(), same_member);
    }
    return left == right;
}

bool means_the_same(const std::optional<boost::json::value>& left,
                    const boost::json::value& right) {
    return left && means_the_same(*left, right);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::input(data, size).text();
    const auto expected = read_by_boost(text);
    for (const json::mode mode : {json::mode::lenient, json::mode::strict}) {
        json::decoder decoder(mode);
        boost::json::value value;
        const auto failed = decoder.decode(text, value);
        fuzz::require(failed.has_value() != expected.has_value(),
                      "what is JSON for Boost is JSON for us");
        if (expected) {
            fuzz::require(means_the_same(value, *expected), "and means the same");
            const auto written = fuzz::written(value);
            fuzz::require(!written || means_the_same(read_by_boost(*written), *expected),
                          "also when it was written again");
        }
        json::raw raw;
        fuzz::require(decoder.decode(text, raw).has_value() == failed.has_value(),
                      "a text that is only kept is checked as well");
        fuzz::require(!expected || means_the_same(read_by_boost(raw.text()), *expected),
                      "and kept as it is");
    }
    return 0;
}
