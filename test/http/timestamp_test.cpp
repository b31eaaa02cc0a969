#include "http/timestamp.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>

namespace {

std::int64_t seconds(std::string_view text) {
    const auto parsed = coai::http::parse_timestamp(text);
    return parsed ? parsed->time_since_epoch().count() : -1;
}

} // namespace

TEST_SUITE("timestamp") {
    TEST_CASE("Google's and other forms of RFC 3339 are read") {
        CHECK(seconds("1970-01-01T00:00:00Z") == 0);
        CHECK(seconds("2026-08-21T14:34:13.503405945Z") == 1'787'322'853);
        CHECK(seconds("2026-08-21T14:34:13Z") == 1'787'322'853);
        CHECK(seconds("2026-08-21 16:34:13.5+02:00") == 1'787'322'853);
        CHECK(seconds("2026-08-21t09:04:13-05:30") == 1'787'322'853);
        CHECK(seconds("2024-02-29T12:00:00z") == 1'709'208'000);
        CHECK(seconds("2016-12-31T23:59:60Z") == 1'483'228'800);
    }

    TEST_CASE("what is no point in time is none") {
        for (const char* text :
             {"", "2026", "2026-08-21", "2026-08-21T14:34:13", "2026-08-21T14:34Z",
              "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-08-21T24:00:00Z",
              "2026-08-21T14:60:00Z", "2026-08-21T14:34:13Zx", "26-08-21T14:34:13Z",
              "2026-08-21T14:34:13+0200", "+026-08-21T14:34:13Z", "2026-08-21T14:34:1 Z"}) {
            CAPTURE(text);
            CHECK(seconds(text) == -1);
        }
    }
}
