#include "http/rate_limits.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <limits>
#include <optional>
#include <string>

namespace {

using coai::headers;
using coai::rate_limits;
using std::chrono::milliseconds;
using namespace std::chrono_literals;
using wait = std::optional<milliseconds>;
using count = std::optional<std::int64_t>;

constexpr auto none = std::nullopt;
constexpr auto largest = std::numeric_limits<std::int64_t>::max();

// 1,741,773,600.5 seconds after the epoch
constexpr std::chrono::system_clock::time_point now =
    std::chrono::sys_days(std::chrono::year(2025) / 3 / 12) + 10h + 500ms;

rate_limits read(const headers& list) { return coai::http::read_rate_limits(list, now); }

TEST_SUITE("rate limits") {
    TEST_CASE("requests and tokens are read as OpenAI sends them") {
        const auto limits = read({
            {"x-ratelimit-limit-requests", "10000"},
            {"x-ratelimit-limit-tokens", "200000"},
            {"x-ratelimit-remaining-requests", "9999"},
            {"x-ratelimit-remaining-tokens", "199986"},
            {"x-ratelimit-reset-requests", "8.64s"},
            {"X-RateLimit-Reset-Tokens", "6ms"},
        });
        CHECK(limits.requests.limit == 10'000);
        CHECK(limits.requests.remaining == 9'999);
        CHECK(limits.requests.reset == 8'640ms);
        CHECK(limits.tokens.limit == 200'000);
        CHECK(limits.tokens.remaining == 199'986);
        CHECK(limits.tokens.reset == 6ms);
    }

    TEST_CASE("a server that sends none leaves both empty") {
        const auto limits = read({{"server", "scaffolding on HTTPServer2"}});
        CHECK(limits.requests.empty());
        CHECK(limits.tokens.empty());
        CHECK(coai::read_rate_limits(headers()).requests.empty());
    }

    TEST_CASE("resets of every form") {
        const std::pair<std::string, wait> examples[] = {
            {"6ms", 6ms},
            {"0s", 0ms},
            {"8.64s", 8'640ms},
            {"1m2.5s", 62'500ms},
            {"6m0s", 360s},
            {"1h2m3.4s", 3'723'400ms},
            {"17.399999999s", 17'400ms},
            {"120.5ms", 121ms},
            {"47", 47s},
            {"0", 0ms},
            {"0.3", 300ms},
            {"9397.453450202942", 9'397'454ms},
            {"1741773660", 59'500ms},
            {"1741773660.5", 60s},
            {"1741773600", 0ms},
            {"1000000000", 0ms},
            {"1741773660000", 59'500ms},
            {"1741773600499", 0ms},
            {"1741773600501", 1ms},
            {"3000000000000", milliseconds(3'000'000'000'000 - 1'741'773'600'500)},
            {"99999999999999", std::chrono::hours(24 * 36'525)},
            {"100000000000000", none},
            {"9223372036854767616", none},
            {"99999999999999999999999999", none},
            {"-1", none},
            {"inf", none},
            {"nan", none},
            {"", none},
            {"soon", none},
            {"Wed, 12 Mar 2025 10:00:20 GMT", none},
        };
        for (const auto& e : examples) {
            const auto& text = e.first;
            const auto& expected = e.second;
            CAPTURE(text);
            CHECK(read({{"x-ratelimit-reset-requests", text}}).requests.reset == expected);
            CHECK(read({{"x-ratelimit-reset-tokens", text}}).tokens.reset == expected);
            CHECK(read({{"x-ratelimit-reset", text}}).requests.reset == expected);
        }
    }

    TEST_CASE("a reset beyond what a clock holds is cut, not wrapped") {
        const auto reset = read({{"x-ratelimit-reset", "9999999999h"}}).requests.reset;
        REQUIRE(reset);
        CHECK(*reset == std::chrono::hours(24 * 36'525));
    }

    TEST_CASE("counts, also absurd ones") {
        const std::pair<std::string, count> examples[] = {
            {"0", 0},
            {"42", 42},
            {" 42 ", 42},
            {"42.9", 42},
            {"100, 100;w=60", 100},
            {"100;w=60", 100},
            {"9223372036854767616", 9'223'372'036'854'767'616},
            {"9223372036854775807", largest},
            {"9223372036854775808", largest},
            {"99999999999999999999999", largest},
            {"1e300", largest},
            {"-1", none},
            {"inf", none},
            {"nan", none},
            {"", none},
            {"unlimited", none},
        };
        for (const auto& e : examples) {
            const auto& text = e.first;
            const auto& expected = e.second;
            CAPTURE(text);
            CHECK(read({{"x-ratelimit-limit-requests", text}}).requests.limit == expected);
            CHECK(read({{"x-ratelimit-remaining-tokens", text}}).tokens.remaining == expected);
        }
    }

    TEST_CASE("headers without a suffix tell of requests") {
        const auto open_router = read({{"X-RateLimit-Limit", "20"},
                                       {"X-RateLimit-Remaining", "0"},
                                       {"X-RateLimit-Reset", "1741773660000"}});
        CHECK(open_router.requests.limit == 20);
        CHECK(open_router.requests.remaining == 0);
        CHECK(open_router.requests.reset == 59'500ms);
        CHECK(open_router.tokens.empty());

        const auto draft = read({{"RateLimit-Limit", "100, 100;w=60"},
                                 {"RateLimit-Remaining", "50"},
                                 {"RateLimit-Reset", "30"}});
        CHECK(draft.requests.limit == 100);
        CHECK(draft.requests.remaining == 50);
        CHECK(draft.requests.reset == 30s);
    }

    TEST_CASE("the more telling headers go first, and windows are not mixed") {
        const auto limits = read({{"ratelimit-limit", "1"},
                                  {"x-ratelimit-limit", "2"},
                                  {"x-ratelimit-remaining-requests", "3"},
                                  {"x-ratelimit-limit-requests-day", "4"}});
        CHECK(limits.requests.remaining == 3);
        CHECK(limits.requests.limit == none);
    }

    TEST_CASE("windows in the name are read where there is none without") {
        const auto limits = read({{"x-ratelimit-limit-requests-day", "1000"},
                                  {"x-ratelimit-reset-requests-day", "9397.45"},
                                  {"x-ratelimit-limit-tokens-day", "9223372036854767616"},
                                  {"x-ratelimit-limit-tokens-minute", "60000"}});
        CHECK(limits.requests.limit == 1000);
        CHECK(limits.requests.reset == 9'397'450ms);
        CHECK(limits.tokens.limit == 60'000);
    }

    TEST_CASE("response_info reads its own headers") {
        coai::response_info info;
        info.headers.add("x-ratelimit-remaining-tokens", "5");
        CHECK(info.rate_limits().tokens.remaining == 5);
    }
}

} // namespace
