#include "json/sample_types.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <variant>
#include <vector>

using coai::json::parse;

namespace {

enum class text_tag { text };
BOOST_DESCRIBE_ENUM(text_tag, text)
enum class image_tag { image };
BOOST_DESCRIBE_ENUM(image_tag, image)

struct text_part {
    text_tag type{};
    std::string content;
};
BOOST_DESCRIBE_STRUCT(text_part, (), (type, content))

struct image_part {
    image_tag type{};
    std::string content;
    std::optional<std::string> detail;
};
BOOST_DESCRIBE_STRUCT(image_part, (), (type, content, detail))

struct point {
    int x = 0;
    int y = 0;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))

struct circle {
    int x = 0;
    int y = 0;
    int radius = 0;
};
BOOST_DESCRIBE_STRUCT(circle, (), (x, y, radius))

template <class Variant>
std::size_t index_of(std::string_view text) {
    return parse<Variant>(text).index();
}

struct expression {
    std::variant<int, std::vector<expression>> either;
};
BOOST_DESCRIBE_STRUCT(expression, (), (either))

} // namespace

TEST_SUITE("json: variants") {
    TEST_CASE("kinds of JSON values tell alternatives apart") {
        using any_kind = std::variant<bool, std::int64_t, double, std::string, std::vector<int>,
                                      std::map<std::string, int>>;
        CHECK(index_of<any_kind>("3") == 1);
        CHECK(index_of<any_kind>("3.5") == 2);
        CHECK(index_of<any_kind>("18446744073709551615") == 2);
        CHECK(index_of<any_kind>(R"("3")") == 3);
        CHECK(index_of<any_kind>("[3]") == 4);
        CHECK(index_of<any_kind>(R"({"a":3})") == 5);
        CHECK(index_of<std::variant<double, int>>("3") == 0);
        CHECK(index_of<std::variant<int, double>>("3000000000") == 1);
        CHECK(index_of<std::variant<float, double>>("1e300") == 1);
        CHECK(index_of<std::variant<unsigned, int>>("-3") == 1);
        CHECK(index_of<std::variant<sample::colour, std::string>>(R"("red")") == 0);
        CHECK(index_of<std::variant<sample::colour, std::string>>(R"("pink")") == 1);
        CHECK(index_of<std::variant<coai::open_enum<sample::finish>, std::string>>(R"("x")") == 0);
        CHECK(index_of<std::variant<int, boost::json::value>>("[]") == 1);
        CHECK(index_of<std::variant<boost::json::array, boost::json::object>>("{}") == 1);
        CHECK(index_of<std::variant<int, coai::json::raw>>("null") == 1);
    }

    TEST_CASE("arrays are told apart by their first element and their size") {
        using arrays = std::variant<std::vector<int>, std::vector<std::string>, std::vector<point>,
                                    std::vector<std::vector<bool>>>;
        CHECK(index_of<arrays>("[]") == 0);
        CHECK(index_of<arrays>("[1]") == 0);
        CHECK(index_of<arrays>(R"(["a"])") == 1);
        CHECK(index_of<arrays>(R"([{"x":1,"y":2}])") == 2);
        CHECK(index_of<arrays>("[[true]]") == 3);
        using sizes = std::variant<std::array<int, 2>, std::array<int, 3>, std::vector<int>>;
        CHECK(index_of<sizes>("[1,2,3]") == 1);
        CHECK(index_of<sizes>("[1]") == 2);
    }

    TEST_CASE("structs are told apart by their required members") {
        using shapes = std::variant<circle, point>;
        CHECK(index_of<shapes>(R"({"y":1,"x":2})") == 1);
        CHECK(index_of<shapes>(R"({"radius":3,"y":1,"x":2})") == 0);

        using part = std::variant<text_part, image_part>;
        CHECK(index_of<part>(R"({"type":"text","content":""})") == 0);
        CHECK(index_of<part>(R"({"content":"","type":"image"})") == 1);
        const auto parts = parse<std::vector<part>>(
            R"([{"type":"image","content":"a","detail":"low"},{"type":"text","content":"b"}])");
        CHECK(std::get<image_part>(parts[0]).detail == "low");
        CHECK(std::get<text_part>(parts[1]).content == "b");
    }

    TEST_CASE("a value that no alternative takes is reported for the one of its kind") {
        using shapes = std::variant<int, std::string, circle>;
        coai::json::decoder strict(coai::json::mode::strict);
        shapes value;
        auto error = strict.decode(R"({"x":1,"y":"z"})", value);
        REQUIRE(error.has_value());
        CHECK(error->path() == "y");
        error = strict.decode(R"({"x":1,"y":2})", value);
        REQUIRE(error.has_value());
        CHECK(error->path() == "radius");
        error = strict.decode("[1]", value);
        REQUIRE(error.has_value());
        CHECK(error->reason() == "expected an integer of 32 bits or a string or an object, found "
                                 "an array of 1 elements");
    }

    TEST_CASE("in a server's answer an object may lack members") {
        using shapes = std::variant<std::string, circle>;
        CHECK(std::get<circle>(sample::read<shapes>(R"({"x":1})")).x == 1);
    }

    TEST_CASE("a variant may recur") {
        const auto value = parse<expression>(R"({"either":[{"either":1},{"either":[]}]})");
        const auto& list = std::get<std::vector<expression>>(value.either);
        CHECK(std::get<int>(list[0].either) == 1);
        CHECK(coai::json::serialize(value) == R"({"either":[{"either":1},{"either":[]}]})");
    }

    TEST_CASE("the alternative that is read again keeps its storage") {
        std::variant<int, std::string> value;
        coai::json::decoder decoder;
        REQUIRE_FALSE(decoder.decode(R"("a text that is too long to be stored in place")", value)
                          .has_value());
        const auto* storage = std::get<std::string>(value).data();
        REQUIRE_FALSE(decoder.decode(R"("short")", value).has_value());
        CHECK(std::get<std::string>(value).data() == storage);
        CHECK(std::get<std::string>(value) == "short");
    }
}
