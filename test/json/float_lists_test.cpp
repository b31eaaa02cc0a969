#include "json/float_lists.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

using coai::json::decode_error;
using coai::json::detail::float_lists;

namespace {

float_lists take(std::string_view text) {
    return coai::json::detail::take_float_lists(text, "data", "v");
}

decode_error failure(std::string_view text) {
    try {
        take(text);
    } catch (const decode_error& failed) {
        return failed;
    }
    FAIL("no error for " << text);
    return decode_error("", 0, "");
}

bool is_json(std::string_view text) {
    boost::json::value value;
    coai::json::decoder decoder;
    return !decoder.decode(text, value).has_value();
}

} // namespace

TEST_SUITE("json: lists of floats") {
    TEST_CASE("lists are taken, and their positions are left") {
        const auto taken = take(R"({"data":[{"v":[1,-2.5]},{"i":7,"v":[ ],"w":"x"}, {"v" : )"
                                "[\n        3\n , 4e1\t]\r\n}],\"m\":[5]}");
        CHECK(taken.values == std::vector<float>{1, -2.5F, 3, 40});
        REQUIRE(taken.lists.size() == 3);
        CHECK(taken.lists[0].begin == 0);
        CHECK(taken.lists[0].size == 2);
        CHECK(taken.lists[1].size == 0);
        CHECK(taken.lists[2].begin == 2);
        CHECK(taken.lists[2].size == 2);
        CHECK(taken.rest == R"({"data":[{"v":[0]},{"i":7,"v":[1],"w":"x"}, {"v" : )"
                            "[2]\r\n}],\"m\":[5]}");
    }

    TEST_CASE("only lists in their place are taken") {
        for (const char* text :
             {R"({"v":[1]})", R"({"data":{"v":[1]}})", R"({"data":[[{"v":[1]}]]})",
              R"({"x":[{"v":[1]}]})", R"([{"v":[1]}])", R"({"data":[{"x":{"v":[1]}}]})",
              R"({"data":[{"v":"AAAA"},{"v":null},{"v":1},{"v":{}}]})", R"("data")", "1", "null",
              R"({"x":"\"data\":[{\"v\":[1]}]","y":["]","\\"]})", R"({})", R"({"data":[]})",
              "[]"}) {
            CAPTURE(text);
            const auto taken = take(text);
            CHECK(taken.lists.empty());
            CHECK(taken.rest == text);
        }
    }

    TEST_CASE("a name is the same with escapes") {
        const auto taken = take(R"({"d\u0061ta":[{"\u0076":[1],"\\v":[2]}]})");
        CHECK(taken.values == std::vector<float>{1});
        CHECK(taken.rest == R"({"d\u0061ta":[{"\u0076":[0],"\\v":[2]}]})");
    }

    TEST_CASE("a list that is not one of numbers is an error with its place") {
        const auto text = failure(R"({"data":[{"v":[1]},{"v":[1,"2"]}]})");
        CHECK(text.path() == "data[1].v[1]");
        CHECK(text.offset() == 27);
        CHECK(text.reason() == R"(expected a number within the range of float, found "\"2\"]}]}")");
        CHECK(failure(R"({"data":[{"v":[[1]]}]})").path() == "data[0].v[0]");
        CHECK(failure(R"({"data":[{"v":[null]}]})").path() == "data[0].v[0]");
        CHECK(failure(R"({"data":[{"v":[1,]}]})").path() == "data[0].v[1]");
        CHECK(failure(R"({"data":[{"v":[,1]}]})").path() == "data[0].v[0]");
        CHECK(failure(R"({"data":[{"v":[1e39]}]})").path() == "data[0].v[0]");
        CHECK(failure(R"({"data":[{"v":[1 2]}]})").reason() ==
              R"(expected a comma or the end of the list, found "2]}]}")");
        CHECK(failure(R"({"data":[{"v":[1.]}]})").path() == "data[0].v[0]");
        CHECK(failure(R"({"data":[{"v":[1}]})").path() == "data[0].v[1]");
        for (const char* cut :
             {R"({"data":[{"v":[)", R"({"data":[{"v":[1)", R"({"data":[{"v":[1,)"})
            CHECK(failure(cut).reason() == "the JSON text ends too early");
    }

    TEST_CASE("a place in the rest has a place in the text") {
        const std::string text = R"({"data":[{"v":[1.25,2.25]},{"v":[3.25]}],"model":1})";
        const auto taken = take(text);
        CHECK(taken.offset_in_text(3) == 3);
        for (const char* word : {"}]", "\"model\""})
            CHECK(taken.offset_in_text(taken.rest.find(word)) == text.find(word));
        CHECK(taken.offset_in_text(taken.rest.find("[0]") + 1) == text.find("[1.25"));
        CHECK(taken.offset_in_text(taken.rest.find("[1]")) == text.find("[3.25"));
        CHECK(taken.offset_in_text(taken.rest.size()) == text.size());
    }

    TEST_CASE("what is left is JSON if the whole text is, and only then") {
        const std::string valid =
            R"({"object":"l\"[","data":[{"v":[0.5,-1e-3],"i":0},{"i":1,"v":[7]}],"u":{"n":[1]}})";
        CHECK(is_json(take(valid).rest));
        constexpr std::string_view characters = "{}[]\",:\\ 01-.eEnx\x01\xFF";
        std::mt19937 random(7);
        int broken = 0;
        int whole = 0;
        for (int round = 0; round < 50'000; ++round) {
            std::string text = valid;
            for (unsigned change = 0; change <= random() % 3; ++change) {
                const auto at = random() % text.size();
                switch (random() % 3) {
                case 0:
                    text[at] = characters[random() % characters.size()];
                    break;
                case 1:
                    text.erase(at, 1 + random() % 3);
                    break;
                default:
                    text.insert(at, 1, characters[random() % characters.size()]);
                }
            }
            CAPTURE(text);
            try {
                const bool is_whole = is_json(take(text).rest);
                REQUIRE(is_whole == is_json(text));
                (is_whole ? whole : broken) += 1;
            } catch (const decode_error&) {
                ++broken; // a list that is not JSON, or holds something else
            }
        }
        CHECK(broken > 1000);
        CHECK(whole > 1000);
    }
}
