#include "json/sample_types.hpp"

#include <coai/json.hpp>

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace {

const std::string tricky[] = {
    "",
    " ",
    "\xEF\xBB\xBF{}",
    "{}",
    " \t\r\n{ \t\r\n} \t\r\n",
    "[]",
    "[ ]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1",
    "[",
    "]",
    "{",
    "}",
    "{]",
    R"({"a"})",
    R"({"a":})",
    R"({"a":1,})",
    R"({,"a":1})",
    R"({"a":1 "b":2})",
    R"({"a":1,"a":2})",
    R"({"a" : {"b" : [ {} , [ ] ] } })",
    "{a:1}",
    "{'a':1}",
    R"({"":""})",
    "{1:1}",
    "nul",
    "null",
    "nullx",
    "NULL",
    "true",
    "tru",
    "false",
    "falsE",
    "0",
    "-0",
    "-",
    "+1",
    "01",
    "-01",
    "1.",
    ".5",
    "1.5",
    "-1.5e10",
    "1e",
    "1e+",
    "1E-2",
    "1e5.5",
    "1.e5",
    "0x10",
    "Infinity",
    "NaN",
    "1e999",
    "-1e-999",
    "1e2147483648",
    "123456789012345678901234567890",
    "0.00000000000000000000000000000000000000001",
    R"("")",
    R"("abc)",
    R"("a\"b\\c\/d\b\f\n\r\t")",
    R"("\u0041\u00e9\u20ac\ud83d\ude00")",
    R"("\u0000")",
    R"("\ud83d")",
    R"("\ud83dx")",
    R"("\ude00")",
    R"("\ud83d\u0041")",
    R"("\u12")",
    R"("\u12g4")",
    R"("\x41")",
    R"("\)",
    "\"\n\"",
    "\"\t\"",
    std::string("\"\0\"", 3),
    std::string("\0", 1),
    "\"\x7f\"",
    "\"é€😀\"",
    "\"\x80\"",
    "\"\xC3\"",
    "\"\xC3(\"",
    "\"\xC0\xAF\"",
    "\"\xE0\x80\x80\"",
    "\"\xED\xA0\x80\"",
    "\"\xF4\x90\x80\x80\"",
    "\"\xF0\x9F\x98\"",
    "\"\xFF\"",
    "\"a\\n\xE2\x82\xAC\"",
    "\"a\\n\xE2\x82\"",
    "// comment\n1",
    "/* comment */1",
    "1 // comment",
    "{} {}",
    "{}x",
    "[]]",
    "1 2",
    "\"a\" \"b\"",
    "\f1",
    "\v1",
    "1\f",
    "[1,2,3,[4,5,{\"a\":[6,{\"b\":null}]}],true,false,null,\"x\"]",
};

bool is_accepted(std::string_view text, boost::json::value& value) {
    coai::json::decoder decoder;
    return !decoder.decode(text, value).has_value();
}

bool is_accepted_by_boost(const std::string& text, boost::json::value& value) {
    boost::json::error_code error;
    value = boost::json::parse(text, error);
    return !error;
}

std::string nested_text(std::size_t depth, std::string_view open, std::string_view inner,
                        std::string_view close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i)
        text += open;
    text += inner;
    for (std::size_t i = 0; i < depth; ++i)
        text += close;
    return text;
}

struct tree {
    std::vector<tree> children;
};
BOOST_DESCRIBE_STRUCT(tree, (), (children))

} // namespace

TEST_SUITE("json: syntax") {
    TEST_CASE("what is JSON is decided as Boost.JSON does") {
        for (const auto& text : tricky) {
            CAPTURE(text);
            boost::json::value value;
            boost::json::value expected;
            CHECK(is_accepted(text, value) == is_accepted_by_boost(text, expected));
            CHECK(value == expected);
        }
    }

    TEST_CASE("what is not JSON is refused whatever type it is read into, and changes nothing") {
        coai::json::decoder decoder;
        for (const auto& text : tricky) {
            boost::json::value any;
            if (is_accepted_by_boost(text, any))
                continue;
            CAPTURE(text);
            sample::chunk value;
            value.id = "as it was";
            CHECK(decoder.decode(text, value).has_value());
            CHECK(value.id == "as it was");
        }
    }

    TEST_CASE("random changes to a text never make the two disagree") {
        const std::string original =
            R"({"id":"c\u00e91","n":[-1.5e3,0,12345678901234567890,""],"o":{"a":null,"é":true}})";
        std::mt19937 random(1);
        const std::string alphabet = "\"\\{}[]:,.-+eE0123456789nulltrfasu \n\x80\xC3\xA9";
        int still_json = 0;
        for (int round = 0; round < 20000; ++round) {
            std::string text = original;
            for (int change = 0; change < 2; ++change)
                text[random() % text.size()] = alphabet[random() % alphabet.size()];
            CAPTURE(text);
            boost::json::value value;
            boost::json::value expected;
            const bool accepted = is_accepted_by_boost(text, expected);
            REQUIRE(is_accepted(text, value) == accepted);
            still_json += accepted ? 1 : 0;
        }
        CHECK(still_json > 1000);
        CHECK(still_json < 19000);
    }

    TEST_CASE("random changes to escapes and numbers never make the two disagree") {
        const std::string originals[] = {
            R"(["\u00e9\ud83d\ude00x","\\\"\/\b\f\n\r\t€","\uD83D\uDE00plain text, long enough"])",
            R"([0.5,-1e10,1E-2,1.25e+300,18446744073709551615,-9223372036854775808,1e999,0.0e-5])",
        };
        std::mt19937 random(4);
        const std::string alphabet = "\\u\"dD8cCeE0123456789-+.,[] \xE2\x82\xAC/bfnrt";
        int still_json = 0;
        for (int round = 0; round < 40000; ++round) {
            std::string text = originals[random() % 2];
            for (int change = 0; change < 2; ++change)
                text[random() % text.size()] = alphabet[random() % alphabet.size()];
            CAPTURE(text);
            boost::json::value value;
            boost::json::value expected;
            const bool accepted = is_accepted_by_boost(text, expected);
            REQUIRE(is_accepted(text, value) == accepted);
            // Boost.JSON 1.81 may be off by the last bit of a number.
            const bool has_numbers = text.front() == '[' && text.find('"') == text.npos;
            if (accepted && !has_numbers)
                REQUIRE(value == expected);
            still_json += accepted ? 1 : 0;
        }
        CHECK(still_json > 2000);
        CHECK(still_json < 38000);
    }

    TEST_CASE("a text cut anywhere is an error at its end") {
        const std::string text =
            R"({"id":"a\n\ud83d\ude00é","created":-12.5e+3,"choices":[{"index":0,"delta":{"role":)"
            R"("assistant","content":null},"finish_reason":"stop"}],"x":[true,false,{}]})";
        coai::json::decoder decoder;
        sample::chunk value;
        REQUIRE_FALSE(decoder.decode(text, value).has_value());
        for (std::size_t size = 0; size < text.size(); ++size) {
            // A copy of its own, so that a sanitizer sees a read past its end.
            const std::vector<char> cut(text.begin(),
                                        text.begin() + static_cast<std::ptrdiff_t>(size));
            CAPTURE(size);
            const auto error = decoder.decode({cut.data(), cut.size()}, value);
            REQUIRE(error.has_value());
            CHECK(error->path().empty());
            CHECK(error->offset() <= size);
        }
        CHECK_FALSE(decoder.decode(text, value).has_value());
    }

    TEST_CASE("errors tell the place in the text") {
        coai::json::decoder decoder;
        int value = 0;
        const auto trailing = decoder.decode("1  x", value);
        REQUIRE(trailing.has_value());
        CHECK(trailing->offset() == 3);
        CHECK(trailing->reason() == "more text after the JSON value");

        const auto early = decoder.decode("[1,", value);
        REQUIRE(early.has_value());
        CHECK(early->offset() == 3);
        CHECK(early->reason() == "the JSON text ends too early");

        const auto wrong = decoder.decode("[1,?]", value);
        REQUIRE(wrong.has_value());
        CHECK(wrong->offset() == 3);
        CHECK(wrong->reason() == "not JSON: syntax error");

        CHECK(decoder.decode(std::string_view(), value).has_value());
    }

    TEST_CASE("nesting is limited, whatever it is read into") {
        const auto arrays = [](std::size_t depth) { return nested_text(depth, "[", "", "]"); };
        boost::json::value any;
        coai::json::raw raw;
        coai::json::decoder decoder;
        CHECK_FALSE(decoder.decode(arrays(64), any).has_value());
        CHECK_FALSE(decoder.decode(arrays(64), raw).has_value());
        CHECK(raw.text() == arrays(64));

        const auto error = decoder.decode(arrays(65), any);
        REQUIRE(error.has_value());
        CHECK(error->reason() == "nested deeper than 64 levels");
        CHECK(error->offset() == 64);

        for (const auto& bomb :
             {arrays(100000), std::string(100000, '['), nested_text(100000, R"({"x":)", "1", "}"),
              nested_text(100000, R"({"children":[)", "", "]}")}) {
            sample::chunk chunk;
            tree described;
            CHECK(decoder.decode(bomb, any).has_value());
            CHECK(decoder.decode(bomb, raw).has_value());
            CHECK(decoder.decode(bomb, chunk).has_value());
            CHECK(decoder.decode(bomb, described).has_value());
        }

        coai::json::decoder deeper(coai::json::mode::strict, 200);
        tree described;
        CHECK_FALSE(
            deeper
                .decode(nested_text(99, R"({"children":[)", R"({"children":[]})", "]}"), described)
                .has_value());
        CHECK(coai::json::serialize(described).size() == 99 * 15 + 15);
        CHECK(deeper.decode(nested_text(101, R"({"children":[)", "", "]}"), described).has_value());
    }
}
