#include "json/sample_types.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <string>

using coai::json::parse;
using coai::json::serialize;

namespace {

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i)
        result += text;
    return result;
}

} // namespace

TEST_SUITE("json: strings") {
    TEST_CASE("escapes are read") {
        CHECK(parse<std::string>(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
        CHECK(parse<std::string>(R"("\u0041\u00e9\u20AC\ud83d\ude00")") == "Aé€😀");
        CHECK(parse<std::string>(R"("a\u0000b")") == std::string("a\0b", 3));
        CHECK(parse<std::string>(R"("\n")") == "\n");
        CHECK(parse<std::string>(R"("")").empty());
    }

    TEST_CASE("long strings that come in parts are put together") {
        for (const std::size_t times : {1U, 100U, 1000U, 5000U}) {
            const auto plain = repeated("some plain text é ", times);
            CHECK(parse<std::string>(quoted(plain)) == plain);
            CHECK(parse<std::string>(quoted(plain + "\\n")) == plain + "\n");
            CHECK(parse<std::string>(quoted("\\n" + plain)) == "\n" + plain);
            CHECK(parse<std::string>(quoted(repeated("ab\\n\\u00e9", times))) ==
                  repeated("ab\né", times));
        }
    }

    TEST_CASE("several escaped strings of one text stay apart") {
        const auto texts =
            parse<std::vector<std::string>>(R"(["\n", "plain", "\\x", "", "\u00e9", "tail\t"])");
        CHECK(texts == std::vector<std::string>{"\n", "plain", "\\x", "", "é", "tail\t"});
    }

    TEST_CASE("keys may be escaped and long") {
        const auto value = sample::read<sample::chunk>(R"({"\u0069d":"x","cre\u0061ted":5})");
        CHECK(value.id == "x");
        CHECK(value.created == 5);

        const auto key = repeated("k", 10000);
        const auto map = parse<std::map<std::string, int>>("{" + quoted(key + "\\n" + key) + ":1}");
        CHECK(map.at(key + "\n" + key) == 1);
    }

    TEST_CASE("what must be escaped is, and nothing else") {
        CHECK(coai::json::serialize(std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f")) ==
              "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
        CHECK(coai::json::serialize(std::string("a\0b", 3)) == R"("a\u0000b")");
        CHECK(coai::json::serialize(std::string("é€😀")) == "\"é€😀\"");
    }

    TEST_CASE("every string comes back, wherever the special characters are") {
        const std::string special[] = {"\"", "\\", "\n", std::string(1, '\0'), "é", "😀", "\x7f"};
        for (std::size_t before = 0; before < 40; ++before) {
            for (const auto& middle : special) {
                for (const std::size_t after : {0U, 1U, 15U, 16U, 17U}) {
                    const auto text =
                        std::string(before, 'a') + middle + std::string(after, 'b') + middle;
                    CHECK(parse<std::string>(coai::json::serialize(text)) == text);
                }
            }
        }
    }

    TEST_CASE("text that is not UTF-8 is not written, and what was written before is kept") {
        for (const char* text : {"\x80", "a\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80",
                                 "\xF4\x90\x80\x80", "\xF0\x80\x80\x80", "\xF0\x9F\x98", "\xFF",
                                 "\xC3(", "\xE2(\xA1", "\xE2\x82(", "\xF5\x80\x80\x80"}) {
            sample::event value;
            value.participants.resize(2);
            value.participants[1].name = std::string("0123456789abcdef") + text;
            std::string out = "kept";
            try {
                coai::json::serialize_to(out, value);
                FAIL("written");
            } catch (const coai::json::encode_error& error) {
                CHECK(error.path() == "participants[1].name");
                CHECK(error.what() ==
                      std::string("participants[1].name: cannot write text that is not UTF-8"));
            }
            CHECK(out == "kept");
        }
        const std::map<std::string, int> bad_key = {{"\xFF", 1}};
        CHECK_THROWS_AS(coai::json::serialize(bad_key), coai::json::encode_error);
        const boost::json::value bad_value = {{"a", {1, "\xFF"}}};
        CHECK_THROWS_WITH(coai::json::serialize(bad_value),
                          "a[1]: cannot write text that is not UTF-8");
    }

    TEST_CASE("the borders of UTF-8 are kept to") {
        for (const char* text :
             {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
              "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
            CHECK(parse<std::string>(coai::json::serialize(std::string(text))) == text);
    }
}
