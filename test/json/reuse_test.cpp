#include "counted_allocations.hpp"
#include "json/sample_types.hpp"
#include "sanitized.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

const std::string stream[] = {
    R"({"id":"chatcmpl-CAxxQk5RmhsPmLCZGrNd3YqJ","object":"chat.completion.chunk","created":1757,)"
    R"("model":"gemini-2.5-flash-preview-09-2025","choices":[{"index":0,"delta":{"role":)"
    R"("assistant","content":"a first piece that is longer than the others\n"}}]})",
    R"({"id":"chatcmpl-CAxxQk5RmhsPmLCZGrNd3YqJ","object":"chat.completion.chunk","created":1757,)"
    R"("model":"gemini-2.5-flash-preview-09-2025","choices":[{"index":0,"delta":{"content":)"
    R"("caf\u00e9 \"quoted\""},"finish_reason":null}]})",
    R"({"id":"chatcmpl-CAxxQk5RmhsPmLCZGrNd3YqJ","object":"chat.completion.chunk","created":1757,)"
    R"("model":"gemini-2.5-flash-preview-09-2025","choices":[{"index":0,"delta":{"content":)"
    R"("a piece of average length"},"finish_reason":"stop"}]})",
};

} // namespace

TEST_SUITE("json: memory") {
    TEST_CASE("reading chunk after chunk into one object allocates nothing") {
        coai::json::decoder decoder;
        sample::chunk chunk;
        for (const auto& text : stream)
            REQUIRE_FALSE(decoder.decode(text, chunk).has_value());

        const std::size_t before = coai::test::allocations();
        bool all_read = true;
        for (int round = 0; round < 10; ++round) {
            for (const auto& text : stream)
                all_read = all_read && !decoder.decode(text, chunk);
        }
        const std::size_t after = coai::test::allocations();
        CHECK(all_read);
        CHECK(after == before);
        CHECK(chunk.choices[0].finish_reason == sample::finish::stop);
    }

    TEST_CASE("writing into a text that has grown allocates nothing") {
        const auto chunk = sample::read<sample::chunk>(stream[0]);
        std::string out;
        coai::json::serialize_to(out, chunk);
        out.clear();
        const std::size_t before = coai::test::allocations();
        coai::json::serialize_to(out, chunk);
        const std::size_t after = coai::test::allocations();
        CHECK(after == before);
        CHECK(out == stream[0]);
    }

    TEST_CASE("memory is really counted") {
#if !COAI_TEST_SANITIZED
        const std::size_t before = coai::test::allocations();
        const std::vector<int> some(100);
        const std::size_t after = coai::test::allocations();
        CHECK(after == before + some.size() / 100);
#endif
    }

    TEST_CASE("nothing of the value before is left over") {
        coai::json::decoder decoder;
        sample::chunk reused;
        const std::string texts[] = {
            stream[0],
            R"({"choices":[{"delta":{"tool_calls":[{"name":"f","arguments":"{}"}]}},{}],"x":1})",
            "{}",
            stream[1],
            R"({"choices":[{},{},{"index":5,"y":[1]}]})",
            stream[2],
            R"({"id":{"a":1}})",
        };
        for (const auto& first : texts) {
            for (const auto& second : texts) {
                REQUIRE_FALSE(decoder.decode(first, reused).has_value());
                REQUIRE_FALSE(decoder.decode(second, reused).has_value());
                CHECK(coai::json::serialize(reused) ==
                      coai::json::serialize(sample::read<sample::chunk>(second)));
            }
        }
    }

    TEST_CASE("a decoder is usable after errors, after large texts and after being moved") {
        coai::json::decoder decoder;
        std::vector<int> numbers;
        std::string text = "[0";
        for (int i = 1; i < 100000; ++i)
            text += ",1";
        text += ']';
        CHECK(decoder.decode("[", numbers).has_value());
        CHECK_FALSE(decoder.decode(text, numbers).has_value());
        CHECK(numbers.size() == 100000);
        CHECK(decoder.decode("[1,?", numbers).has_value());
        CHECK(numbers.size() == 100000);

        coai::json::decoder moved = std::move(decoder);
        CHECK_FALSE(moved.decode("[7]", numbers).has_value());
        CHECK(numbers == std::vector<int>{7});

        std::string escaped;
        REQUIRE_FALSE(moved.decode('"' + std::string(1 << 20, 'x') + "\\n\"", escaped).has_value());
        CHECK(escaped.size() == (1 << 20) + 1);
        CHECK_FALSE(moved.decode(R"("\t")", escaped).has_value());
        CHECK(escaped == "\t");
    }
}
