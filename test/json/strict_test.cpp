#include "json/sample_types.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

using coai::json::decode_error;
using coai::json::parse;
using sample::event;

namespace {

struct limits {
    std::int8_t small = 0;
    std::uint16_t positive = 0;
    std::int64_t large = 0;
    float single = 0;
};
BOOST_DESCRIBE_STRUCT(limits, (), (small, positive, large, single))

struct nested {
    std::vector<event> events;
    std::array<int, 2> pair{};
    std::variant<int, std::vector<sample::person>> either;
};
BOOST_DESCRIBE_STRUCT(nested, (), (events, pair, either))

template <class T>
decode_error refused(std::string_view text) {
    T value{};
    coai::json::decoder decoder(coai::json::mode::strict);
    auto error = decoder.decode(text, value);
    REQUIRE_MESSAGE(error.has_value(), text);
    return *error;
}

} // namespace

TEST_SUITE("json: the user's types") {
    TEST_CASE("a value is read whole") {
        const auto value = parse<event>(
            R"({"title":"Fair","label":"blue","participants":[{"name":"Ann","age":7},{"name":"Bo"}],
                "scores":{"a":1,"b":-2.5e-3},"open":true,"unknown":[1]})");
        CHECK(value == event{"Fair",
                             sample::colour::blue,
                             {{"Ann", 7}, {"Bo", std::nullopt}},
                             {{"a", 1.0}, {"b", -0.0025}},
                             true});
    }

    TEST_CASE("an error tells where it is, what was expected and what was found") {
        struct example {
            const char* text;
            const char* path;
            const char* reason;
            std::size_t offset;
        };
        const example examples[] = {
            {R"([])", "", "expected an object, found an array of 0 elements", 0},
            {R"( null)", "", "expected an object, found null", 1},
            {R"({"title":3})", "title", "expected a string, found the number 3", 9},
            {R"({"title":null})", "title", "expected a string, found null", 9},
            {R"({"title":"t"})", "label", "a required member is missing", 0},
            {R"({"title":"t","label":"pink"})", "label",
             R"(expected one of "red", "green", "blue", found the string "pink")", 21},
            {R"({"title":"t","label":0})", "label",
             R"(expected one of "red", "green", "blue", found the number 0)", 21},
            {R"({"participants":[{"name":"a"},{"name":"b"}, {"name":[1]}]})",
             "participants[2].name", "expected a string, found an array of 1 elements", 52},
            {R"({"participants":[{"name":"a"}, {"age":1}]})", "participants[1].name",
             "a required member is missing", 31},
            {R"({"participants":[{"name":"a","age":"7"}]})", "participants[0].age",
             R"(expected an integer of 32 bits, found the string "7")", 35},
            {R"({"participants":[{"name":"a","age":2.5}]})", "participants[0].age",
             "expected an integer of 32 bits, found the number 2.5", 35},
            {R"({"scores":{"a b":true}})", R"(scores["a b"])", "expected a number, found true", 17},
            {R"({"scores":{"a":"\n\"\u00e9"}})", "scores.a",
             R"(expected a number, found the string "\n\"é")", 15},
            {R"({"open":"true"})", "open", R"(expected true or false, found the string "true")", 8},
            {R"({"open":{}})", "open", "expected true or false, found an object", 8},
        };
        for (const auto& item : examples) {
            CAPTURE(item.text);
            const auto error = refused<event>(item.text);
            CHECK(error.path() == item.path);
            CHECK(error.reason() == item.reason);
            CHECK(error.offset() == item.offset);
        }

        const auto deep =
            refused<nested>(R"({"events":[{"title":"\\\"","label":"red","participants":[],)"
                            R"("scores":{},"open":false},{"title":false}]})");
        CHECK(deep.path() == "events[1].title");
        CHECK(deep.what() ==
              std::string("events[1].title: expected a string, found false (byte 94)"));

        const auto array = refused<nested>(R"({"pair":[1,2,3]})");
        CHECK(array.path() == "pair");
        CHECK(array.reason() == "expected an array of 2 elements, found an array of 3 elements");

        const auto either = refused<nested>(R"({"either":"x"})");
        CHECK(either.reason() ==
              R"(expected an integer of 32 bits or an array, found the string "x")");
        const auto inside = refused<nested>(R"({"either":[{"name":"a"},{"name":1}]})");
        CHECK(inside.path() == "either[1].name");
    }

    TEST_CASE("long texts in messages are cut") {
        const auto error = refused<int>('"' + std::string(10000, 'x') + '"');
        CHECK(error.reason().size() < 150);
        const auto number = refused<int>(std::string(10000, '1'));
        CHECK(number.reason().size() < 150);
        const auto accented = refused<int>("\"a" + [] {
            std::string text;
            for (int i = 0; i < 100; ++i)
                text += "é";
            return text;
        }() + '"');
        CHECK(accented.reason().find("é...\"") != std::string::npos);
    }

    TEST_CASE("numbers must fit") {
        CHECK(parse<std::int8_t>("-128") == -128);
        CHECK(parse<std::int64_t>("-9223372036854775808") ==
              std::numeric_limits<std::int64_t>::min());
        CHECK(parse<std::uint64_t>("18446744073709551615") ==
              std::numeric_limits<std::uint64_t>::max());
        CHECK(parse<int>("3.0") == 3);
        CHECK(parse<int>("-0") == 0);
        CHECK(parse<long long>("9007199254740993") == 9007199254740993);

        CHECK(refused<limits>(R"({"small":128})").path() == "small");
        CHECK(refused<limits>(R"({"small":-129})").path() == "small");
        CHECK(refused<limits>(R"({"small":0,"positive":-1})").path() == "positive");
        CHECK(refused<limits>(R"({"small":0,"positive":65536})").path() == "positive");
        for (const char* text :
             {"9223372036854775808", "-9223372036854775809", "1e19", "1e400", "-1e400",
              "1e99999999", "18446744073709551616", "100000000000000000000000000000"}) {
            CAPTURE(text);
            CHECK(refused<std::int64_t>(text).offset() == 0);
        }
        CHECK(refused<std::uint64_t>("18446744073709551616").reason() ==
              "expected an unsigned integer of 64 bits, found the number 18446744073709551616");
        CHECK(refused<std::uint64_t>("-1").offset() == 0);
        CHECK(refused<double>("1e400").reason() == "expected a number, found the number 1e400");
        CHECK(refused<float>("1e39").reason() == "expected a number, found the number 1e39");
        CHECK(refused<double>(R"("1")").offset() == 0);
    }

    TEST_CASE("parse throws what the decoder returns") {
        CHECK_THROWS_AS(parse<event>("{}"), decode_error);
        CHECK_THROWS_AS(parse<event>("{"), decode_error);
    }

    TEST_CASE("an optional member may be absent or null") {
        CHECK_FALSE(parse<sample::person>(R"({"name":""})").age.has_value());
        CHECK_FALSE(parse<sample::person>(R"({"name":"","age":null})").age.has_value());
        CHECK(parse<sample::person>(R"({"name":"","age":0})").age == 0);
    }
}
