#include "http/duration_text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <optional>
#include <string>

namespace {

using coai::http::longest_duration;
using coai::http::parse_duration;
using coai::http::parse_number;
using coai::http::read_duration_in_prose;
using std::chrono::milliseconds;
using duration = std::optional<milliseconds>;

constexpr auto none = std::nullopt;

struct example {
    std::string text;
    duration expected;
};

duration ms(long long count) { return milliseconds(count); }

TEST_SUITE("duration text") {
    TEST_CASE("durations with units, as Go and protobuf write them") {
        const example examples[] = {
            {"6ms", ms(6)},
            {"6m0s", ms(360'000)},
            {"6m", ms(360'000)},
            {"0s", ms(0)},
            {"1s", ms(1000)},
            {"8.64s", ms(8640)},
            {"1m2.5s", ms(62'500)},
            {"1h2m3.4s", ms(3'723'400)},
            {"24h0m0s", ms(86'400'000)},
            {"120.5ms", ms(121)},
            {"17.399999999s", ms(17'400)},
            {"34.4s", ms(34'400)},
            {"45.837906927s", ms(45'838)},
            {"6.613045898s", ms(6614)},
            {"1ns", ms(1)},
            {"500us", ms(1)},
            {"1500\u00b5s", ms(2)},
            {"1500\u03bcs", ms(2)},
            {".5s", ms(500)},
            {" 5s\t", ms(5000)},
            {"876000h0m0s", longest_duration - std::chrono::hours(24 * 36'525 - 876'000)},
            {"99999999999h", longest_duration},
            {std::string(400, '9') + "h", longest_duration},
            {"", none},
            {"5", none},
            {"s", none},
            {".s", none},
            {"5.s", none},
            {"-5s", none},
            {"+5s", none},
            {"5 s", none},
            {"5sx", none},
            {"5s6", none},
            {"5d", none},
            {"1.2.3s", none},
            {"infs", none},
            {"nans", none},
            {"1e3s", none},
        };
        for (const auto& e : examples) {
            const auto& text = e.text;
            const auto& expected = e.expected;
            CAPTURE(text);
            CHECK(parse_duration(text) == expected);
        }
    }

    TEST_CASE("durations inside a sentence") {
        const example examples[] = {
            {"31.44s.", ms(31'440)},
            {"48.939935699s.", ms(48'940)},
            {"84ms. Visit https://example.com", ms(84)},
            {"20ms", ms(20)},
            {"7m12.5s (limit 5)", ms(432'500)},
            {"6m0s.", ms(360'000)},
            {"1h0m0s", ms(3'600'000)},
            {"20 seconds.", ms(20'000)},
            {"1 second", ms(1000)},
            {"43 sec", ms(43'000)},
            {"10 s.", ms(10'000)},
            {"250 ms", ms(250)},
            {"250 milliseconds", ms(250)},
            {"5 minutes", ms(300'000)},
            {"5min", ms(300'000)},
            {"5mins", ms(300'000)},
            {"2 hours", ms(7'200'000)},
            {"1 day", ms(86'400'000)},
            {"20seconds", ms(20'000)},
            {"1.5 minutes", ms(90'000)},
            {"20", none},
            {"20 ", none},
            {"20 apples", none},
            {"20 months", none},
            {"20 sloths", none},
            {"a few seconds", none},
            {"", none},
        };
        for (const auto& e : examples) {
            const auto& text = e.text;
            const auto& expected = e.expected;
            CAPTURE(text);
            CHECK(read_duration_in_prose(text) == expected);
        }
    }

    TEST_CASE("numbers are decimal, finite and the whole text") {
        CHECK(parse_number("20") == 20);
        CHECK(parse_number(" 1.5 ") == 1.5);
        CHECK(parse_number("-1") == -1);
        CHECK(parse_number("1e2") == 100);
        CHECK(parse_number(std::string(400, '9')) == std::numeric_limits<double>::max());
        for (const auto* text : {"", " ", "x", "1x", "0x10", "inf", "-inf", "infinity", "nan",
                                 "1e999", "1e-999", "1 2", "1,5", "+1"}) {
            CAPTURE(std::string(text));
            CHECK(parse_number(text) == none);
        }
    }

    TEST_CASE("no duration is negative, and none overflows") {
        constexpr auto infinity = std::numeric_limits<double>::infinity();
        CHECK(coai::http::to_duration(-1, 1e3) == none);
        CHECK(coai::http::to_duration(-infinity, 1e3) == none);
        CHECK(coai::http::to_duration(std::numeric_limits<double>::quiet_NaN(), 1e3) == none);
        CHECK(coai::http::to_duration(infinity, 1e3) == longest_duration);
        CHECK(coai::http::to_duration(-0.0, 1e3) == ms(0));
        CHECK(coai::http::to_duration(std::numeric_limits<double>::max(), 1e3) == longest_duration);
    }

    TEST_CASE("the longest duration can be added to both clocks") {
        using std::chrono::steady_clock;
        using std::chrono::system_clock;
        CHECK(steady_clock::now() + longest_duration > steady_clock::now());
        CHECK(system_clock::now() + longest_duration > system_clock::now());
    }

    TEST_CASE("tenths of a second are not rounded up by a binary fraction") {
        for (int tenths = 0; tenths < 20'000; ++tenths) {
            const auto text = std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + 's';
            REQUIRE(parse_duration(text) == ms(100LL * tenths));
        }
    }
}

} // namespace
