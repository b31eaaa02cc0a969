#include <coai/usage.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>

namespace {

constexpr auto largest = std::numeric_limits<std::int64_t>::max();
constexpr auto smallest = std::numeric_limits<std::int64_t>::min();

struct example {
    std::int64_t prompt;
    std::int64_t completion;
    std::int64_t total;
    std::optional<std::int64_t> reported;
    std::int64_t expected;
};

TEST_SUITE("usage") {
    TEST_CASE("thinking is what is reported, or else what the total has above prompt and answer") {
        const example examples[] = {
            {7, 2, 47, {}, 38},
            {3379, 12, 3459, {}, 68},
            {7, 10, 17, {}, 0},
            {7, 10, 0, {}, 0},
            {0, 0, 0, {}, 0},
            {97, 17, 114, 15, 15},
            {97, 17, 200, 15, 15},
            {92, 25, 117, 0, 0},
            {7, 2, 47, 0, 38},
            {10, 10, 5, {}, 0},
            {largest, largest, largest, {}, 0},
            {0, 0, largest, {}, largest},
            {smallest, smallest, largest, {}, largest},
            {smallest, smallest, smallest, {}, 0},
            {largest, 0, smallest, {}, 0},
            {7, 2, 9, -5, 0},
        };
        for (const auto& e : examples) {
            CAPTURE(e.prompt);
            CAPTURE(e.completion);
            CAPTURE(e.total);
            coai::usage usage;
            usage.prompt_tokens = e.prompt;
            usage.completion_tokens = e.completion;
            usage.total_tokens = e.total;
            if (e.reported) {
                usage.completion_tokens_details.emplace().reasoning_tokens = *e.reported;
            }
            CHECK(usage.reasoning_tokens() == e.expected);
        }
    }
}

} // namespace
