#include "http/http_date.hpp"

#include <doctest/doctest.h>

namespace {

using namespace std::chrono;
using coai::http::parse_http_date;

constexpr sys_seconds now = sys_days(2026y / March / 1);
constexpr sys_seconds example = sys_days(1994y / November / 6) + 8h + 49min + 37s;

TEST_SUITE("HTTP date") {
    TEST_CASE("all three forms name the same second") {
        CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now) == example);
        CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now) == example);
        CHECK(parse_http_date("Sun Nov  6 08:49:37 1994", now) == example);
    }

    TEST_CASE("the one-line form of C takes two-digit days") {
        CHECK(parse_http_date("Wed Nov 16 00:00:00 1994", now) == sys_days(1994y / November / 16));
    }

    TEST_CASE("a two-digit year is at most 50 years ahead") {
        CHECK(parse_http_date("Friday, 01-Jan-27 00:00:00 GMT", now) ==
              sys_days(2027y / January / 1));
        CHECK(parse_http_date("Friday, 01-Jan-76 00:00:00 GMT", now) ==
              sys_days(2076y / January / 1));
        CHECK(parse_http_date("Friday, 01-Jan-77 00:00:00 GMT", now) ==
              sys_days(1977y / January / 1));
    }

    TEST_CASE("a leap second is the next minute's first") {
        CHECK(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", now) ==
              sys_days(2017y / January / 1));
    }

    TEST_CASE("a leap day is a date in leap years only") {
        CHECK(parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT", now).has_value());
        CHECK_FALSE(parse_http_date("Sat, 29 Feb 2025 00:00:00 GMT", now).has_value());
    }

    TEST_CASE("anything else is no date") {
        for (const auto* text :
             {"", "5", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
              "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 6 Nov 1994 08:49:37 GMT",
              "Sun, 06 Nov 94 08:49:37 GMT", "Xxx, 06 Nov 1994 08:49:37 GMT",
              "Sun, 06 Xxx 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
              "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
              "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
              "Sun, 06 Nov -994 08:49:37 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT",
              "Sun Nov 06 08:49:37 1994 GMT", "Sun Nov  6 08:49 1994"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_http_date(text, now).has_value());
        }
    }
}

} // namespace
