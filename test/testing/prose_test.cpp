#include "testing/prose.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace coai::testing;

std::string joined(const std::vector<std::string_view>& pieces) {
    std::string text;
    for (const std::string_view piece : pieces)
        text += piece;
    return text;
}

TEST_SUITE("prose") {
    TEST_CASE("an answer quotes the question, and a long one in part") {
        CHECK(write_answer("Why is the sky blue?", 1).find("Why is the sky blue?") !=
              std::string::npos);
        const std::string lengthy = "word " + std::string(500, 'x') + " end";
        CHECK(write_answer(lengthy, 1).find("“word…”") != std::string::npos);
        CHECK_FALSE(write_answer("", 1).empty());
        CHECK(write_answer("a", 1) == write_answer("a", 1));
        CHECK(write_answer("a", 1) != write_answer("a", 2));
    }

    TEST_CASE("telling words are names, or else long words") {
        CHECK(telling_words("What's the weather in Chicago?") ==
              std::vector<std::string_view>{"Chicago"});
        CHECK(telling_words("Nothing. Here is a sentence") ==
              std::vector<std::string_view>{"Nothing", "sentence"});
        CHECK(telling_words("a b, c 1 2 3").empty());
    }

    TEST_CASE("pieces join to the text, and do not cut characters") {
        const std::string text = "Zwölf Boxkämpfer – “quoted” 😀😀 end ";
        for (std::size_t size = 0; size < 40; ++size) {
            const auto pieces = split_for_stream(text, size, 3);
            CHECK(joined(pieces) == text);
            for (const std::string_view piece : pieces)
                CHECK((static_cast<unsigned char>(piece.front()) & 0xC0) != 0x80);
        }
        CHECK(split_for_stream(text, 1000, 0).size() == 1);
        CHECK(split_for_stream("", 0, 0).empty());
        CHECK(split_for_stream("   ", 0, 0).size() == 1);
    }
}

} // namespace
