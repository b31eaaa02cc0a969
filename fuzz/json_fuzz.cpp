// Our reader against Boost.JSON's: the same texts are JSON, and mean the same.

#include "fuzz/input.hpp"
#include "fuzz/written.hpp"

#include <coai/json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

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
            fuzz::require(value == *expected, "and means the same");
            const auto written = fuzz::written(value);
            fuzz::require(!written || read_by_boost(*written) == expected,
                          "also when it was written again");
        }
        json::raw raw;
        fuzz::require(decoder.decode(text, raw).has_value() == failed.has_value(),
                      "a text that is only kept is checked as well");
        fuzz::require(!expected || read_by_boost(raw.text()) == expected, "and kept as it is");
    }
    return 0;
}
