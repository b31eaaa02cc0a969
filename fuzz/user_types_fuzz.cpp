// Types of the user's: what is read strictly is JSON for Boost, too, and survives a round trip.

#include "fuzz/input.hpp"
#include "fuzz/written.hpp"

#include <coai/json.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace coai;

enum class colour { red, green, blue };
BOOST_DESCRIBE_ENUM(colour, red, green, blue)

struct person {
    std::string name;
    std::optional<std::int8_t> age;
};
BOOST_DESCRIBE_STRUCT(person, (), (name, age))

struct node {
    std::uint64_t id = 0;
    std::vector<node> children;
};
BOOST_DESCRIBE_STRUCT(node, (), (id, children))

struct everything {
    bool flag = false;
    std::optional<std::int64_t> large;
    std::optional<double> number;
    std::optional<float> single;
    std::optional<colour> shade;
    std::vector<person> people;
    std::map<std::string, std::array<std::int16_t, 2>> pairs;
    std::optional<std::variant<std::int32_t, std::string, person, std::vector<bool>>> either;
    std::optional<node> tree;
    std::optional<boost::json::value> any;
};
BOOST_DESCRIBE_STRUCT(everything, (),
                      (flag, large, number, single, shade, people, pairs, either, tree, any))

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::input(data, size).text();
    json::decoder decoder(json::mode::strict);
    everything value;
    if (decoder.decode(text, value)) {
        return 0;
    }
    boost::system::error_code failed;
    boost::json::parse_options options;
    options.max_depth = json::decoder::default_max_depth;
    boost::json::parse({text.data(), text.size()}, failed, boost::json::storage_ptr(), options);
    fuzz::require(!failed, "what was read is JSON");

    const auto written = fuzz::written(value);
    if (written) {
        everything copy;
        fuzz::require(!decoder.decode(*written, copy), "what was written can be read");
        fuzz::require(fuzz::written(copy) == written, "and is the same");
    }
    return 0;
}
