// Embeddings, whose numbers never become tokens, against Boost.JSON's tree.

#include "fuzz/input.hpp"

#include "json/float_lists.hpp"

#include <coai/json/error.hpp>

#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>

#include <cmath>
#include <optional>
#include <string>

namespace {

using namespace coai;

/// `long_exponent` becomes true if that is what is wrong with it: one beyond `int`.
std::optional<boost::json::value> read_by_boost(std::string_view text, bool& long_exponent) {
    boost::system::error_code failed;
    boost::json::parse_options options;
    options.max_depth = 64;
    auto value =
        boost::json::parse({text.data(), text.size()}, failed, boost::json::storage_ptr(), options);
    long_exponent = long_exponent || failed == boost::json::error::exponent_overflow;
    return failed ? std::nullopt : std::optional(std::move(value));
}

const boost::json::array* list_at(const boost::json::value& of, std::string_view name) {
    const auto* const object = of.if_object();
    const auto* const member = object ? object->if_contains(name) : nullptr;
    return member ? member->if_array() : nullptr;
}

/// Boost.JSON 1.81 takes 0e309 for no number at all.
bool is_near(float got, const boost::json::value& expected) {
    const double wanted = expected.to_number<double>();
    return std::isnan(wanted) ||
           std::abs(static_cast<double>(got) - wanted) <= std::abs(wanted) * 1e-6 + 1e-37;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::input(data, size).text();
    json::detail::float_lists taken;
    try {
        taken = json::detail::take_float_lists(text, "data", "embedding");
    } catch (const json::decode_error&) {
        return 0;
    }
    fuzz::require(taken.rest.size() <= text.size() + 24 * taken.lists.size(), "the rest is small");
    bool long_exponent = false;
    const auto whole = read_by_boost(text, long_exponent);
    const auto rest = read_by_boost(taken.rest, long_exponent);
    if (!rest || taken.lists.empty()) {
        return 0;
    }
    if (!whole && long_exponent) {
        return 0; // which Boost.JSON takes for no JSON
    }
    fuzz::require(whole.has_value(), "if the rest is JSON, the whole text was");
    const auto* const wanted = list_at(*whole, "data");
    const auto* const left = list_at(*rest, "data");
    if (!wanted || !left) {
        return 0; // of a name that comes twice, the last counts, and it is something else
    }
    fuzz::require(wanted->size() == left->size(), "no element is lost");
    for (std::size_t i = 0; i < wanted->size(); ++i) {
        const auto* const numbers = list_at((*wanted)[i], "embedding");
        const auto* const number = list_at((*left)[i], "embedding");
        if (!numbers || !number || number->empty()) {
            continue;
        }
        const auto& list = taken.lists.at((*number)[0].to_number<std::size_t>());
        fuzz::require(list.size == numbers->size(), "no number is lost");
        for (std::size_t k = 0; k < list.size; ++k) {
            fuzz::require(is_near(taken.values[list.begin + k], (*numbers)[k]),
                          "numbers are the same");
        }
    }
    return 0;
}
