#include "http/retry_after.hpp"

#include "http/error_body.hpp"

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

namespace {

using coai::error_object;
using coai::headers;
using coai::http::retry_after;
using std::chrono::milliseconds;
using namespace std::chrono_literals;
using wait = std::optional<milliseconds>;

constexpr auto none = std::nullopt;

// Wed, 12 Mar 2025 10:00:00.250 GMT
constexpr std::chrono::system_clock::time_point now =
    std::chrono::sys_days(std::chrono::year(2025) / 3 / 12) + 10h + 250ms;

wait from_header(const char* name, std::string_view value) {
    return retry_after(headers{{name, value}}, error_object(), now);
}

wait from_message(std::string message) {
    error_object object;
    object.message = std::move(message);
    return retry_after(headers(), object, now);
}

wait from_retry_info(const std::string& delay) {
    error_object object;
    object.details = boost::json::parse(
        R"([{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":)" + delay + "}]");
    return retry_after(headers(), object, now);
}

error_object retry_info(const std::string& delay, const std::string& message) {
    return coai::http::read_error_object(
        R"([{"error":{"message":")" + message +
        R"(","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":")" +
        delay + R"("}]}}])");
}

TEST_SUITE("retry after") {
    TEST_CASE("retry-after as seconds") {
        const std::pair<std::string, wait> examples[] = {
            {"20", 20s},
            {"0", 0s},
            {" 7 ", 7s},
            {"1.5", 1500ms},
            {"0.0001", 1ms},
            {"121", 121s},
            {"1e2", 100s},
            {"", none},
            {" ", none},
            {"-10", none},
            {"-0.1", none},
            {"inf", none},
            {"-inf", none},
            {"nan", none},
            {"NaN", none},
            {"garbage", none},
            {"20s later", none},
            {"20 21", none},
            {"0x14", none},
            {"99999999999999999999", std::chrono::hours(24 * 36'525)},
            {std::string(500, '9'), std::chrono::hours(24 * 36'525)},
        };
        for (const auto& e : examples) {
            const auto& value = e.first;
            const auto& expected = e.second;
            CAPTURE(value);
            CHECK(from_header("Retry-After", value) == expected);
        }
    }

    TEST_CASE("retry-after as a date") {
        const std::pair<std::string, wait> examples[] = {
            {"Wed, 12 Mar 2025 10:00:20 GMT", 19'750ms},
            {"Wed, 12 Mar 2025 10:00:01 GMT", 750ms},
            {"Wed, 12 Mar 2025 10:00:00 GMT", none},
            {"Wed, 12 Mar 2025 09:59:00 GMT", none},
            {"Wednesday, 12-Mar-25 10:01:00 GMT", 59'750ms},
            {"Wed Mar 12 11:00:00 2025", 3'599'750ms},
            {"Fri, 31 Dec 9999 23:59:59 GMT", std::chrono::hours(24 * 36'525)},
            {"Wed, 12 Mar 2025 10:00:20", none},
            {"Wed, 32 Mar 2025 10:00:20 GMT", none},
            {"2025-03-12T10:00:20Z", none},
        };
        for (const auto& e : examples) {
            const auto& value = e.first;
            const auto& expected = e.second;
            CAPTURE(value);
            CHECK(from_header("retry-after", value) == expected);
        }
    }

    TEST_CASE("retry-after-ms") {
        const std::pair<std::string, wait> examples[] = {
            {"0", 0ms},         {"20", 20ms},
            {"1500.2", 1501ms}, {"-1", none},
            {"nan", none},      {"x", none},
            {"", none},         {"Wed, 12 Mar 2025 10:00:20 GMT", none},
        };
        for (const auto& e : examples) {
            const auto& value = e.first;
            const auto& expected = e.second;
            CAPTURE(value);
            CHECK(from_header("retry-after-ms", value) == expected);
        }
    }

    TEST_CASE("Google's RetryInfo") {
        const std::pair<std::string, wait> examples[] = {
            {R"("34.4s")", 34'400ms},
            {R"("45.837906927s")", 45'838ms},
            {R"("48s")", 48s},
            {R"("0s")", 0s},
            {R"("37")", 37s},
            {"37", 37s},
            {"37.5", 37'500ms},
            {R"({"seconds":34,"nanos":400000000})", 34s},
            {R"({"seconds":"34"})", 34s},
            {R"({"seconds":{"seconds":1}})", none},
            {"{}", none},
            {"-5", none},
            {R"("-5s")", none},
            {R"("soon")", none},
            {"null", none},
            {"[]", none},
        };
        for (const auto& e : examples) {
            const auto& delay = e.first;
            const auto& expected = e.second;
            CAPTURE(delay);
            CHECK(from_retry_info(delay) == expected);
        }
    }

    TEST_CASE("the words of the message") {
        const std::pair<std::string, wait> examples[] = {
            {"Quota exceeded.\nPlease retry in 31.44s.", 31'440ms},
            {"Limit 200000, Used 195869. Please try again in 84ms. Visit https://example.com",
             84ms},
            {"Rate limit reached. Please try again in 6m0s.", 360s},
            {"tokens per day (TPD): Limit 100000. Please try again in 7m12.5s. Need more?",
             432'500ms},
            {"Please retry after 43 seconds.", 43s},
            {"please TRY AGAIN IN 20 minutes", 1200s},
            {"You can retry in a moment, or retry your request later", none},
            {"retry in 5 apples, try again in 7s", 7s},
            {"Please retry shortly.", none},
            {"retry in", none},
            {"retry in ", none},
            {"", none},
        };
        for (const auto& e : examples) {
            const auto& message = e.first;
            const auto& expected = e.second;
            CAPTURE(message);
            CHECK(from_message(message) == expected);
        }
        CHECK(from_message(std::string(5000, ' ') + "retry in 5s") == none);
    }

    TEST_CASE("the first usable source in order counts") {
        const auto object = retry_info("3s", "Please retry in 4s.");
        CHECK(retry_after(headers{{"retry-after", "2"}, {"retry-after-ms", "1000"}}, object, now) ==
              1s);
        CHECK(retry_after(headers{{"retry-after", "1"}, {"retry-after-ms", "0"}}, object, now) ==
              0s);
        CHECK(retry_after(headers{{"retry-after", "2"}, {"retry-after-ms", "-1"}}, object, now) ==
              2s);
        CHECK(retry_after(headers{{"retry-after", "soon"}}, object, now) == 3s);
        CHECK(retry_after(headers(), object, now) == 3s);
        CHECK(retry_after(headers(), retry_info("soon", "Please retry in 4s."), now) == 4s);
        CHECK(retry_after(headers(), error_object(), now) == none);
    }

    TEST_CASE("the time of a reset is not a wait") {
        CHECK(from_header("x-ratelimit-reset", "20") == none);
        CHECK(from_header("x-ratelimit-reset-requests", "20s") == none);
    }
}

} // namespace
