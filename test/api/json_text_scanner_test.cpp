#include "api/json_text_scanner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

bool is_complete(std::string_view text) { return coai::api::json_text_scanner().is_complete(text); }

} // namespace

TEST_SUITE("json text scanner") {
    TEST_CASE("a text is complete when what it opened is closed") {
        CHECK(is_complete("{}"));
        CHECK(is_complete(R"( {"a":[1,{"b":"}"}],"c":"\"]"} )"));
        CHECK(is_complete("[[]]"));
        CHECK(is_complete(R"("text")"));
        CHECK_FALSE(is_complete(""));
        CHECK_FALSE(is_complete("  "));
        CHECK_FALSE(is_complete("{"));
        CHECK_FALSE(is_complete(R"({"a":"})"));
        CHECK_FALSE(is_complete(R"({"a":"\"})"));
        CHECK_FALSE(is_complete("[{}"));
        CHECK_FALSE(is_complete("12"));
        CHECK_FALSE(is_complete("}"));
    }

    TEST_CASE("a text that grows is complete at its end only, however it is cut") {
        const std::string text = R"({"a":"x\\","b":[{},"{"]})";
        for (std::size_t first = 0; first < text.size(); ++first) {
            coai::api::json_text_scanner scanner;
            CHECK_FALSE(scanner.is_complete(std::string_view(text).substr(0, first)));
            CHECK(scanner.is_complete(text));
        }
    }
}
