#include "api/poll_pace.hpp"

#include <coai/batches/batch.hpp>
#include <coai/batches/wait_options.hpp>
#include <coai/error.hpp>
#include <coai/headers.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <optional>
#include <vector>

using namespace coai;
using namespace std::chrono_literals;
using api::poll_after;
using api::poll_pace;
using std::chrono::milliseconds;

namespace {

std::vector<milliseconds> pauses(poll_pace pace, int count) {
    std::vector<milliseconds> result;
    for (int i = 0; i < count; ++i) {
        result.push_back(pace.after_success(std::nullopt));
    }
    return result;
}

std::string refused_option(const batches::wait_options& how) {
    try {
        poll_pace(how, 2min);
    } catch (const usage_error& refused) {
        CHECK(refused.kind() == errc::invalid_option);
        return refused.option();
    }
    return {};
}

} // namespace

TEST_SUITE("poll pace") {
    TEST_CASE("pauses grow from 5 s by half to 30 s") {
        CHECK(
            pauses(poll_pace(batches::wait_options(), 2min), 7) ==
            std::vector<milliseconds>{5000ms, 7500ms, 11250ms, 16875ms, 25313ms, 30000ms, 30000ms});
    }

    TEST_CASE("a growth of 1 is a steady pace, and the first pause is never cut") {
        batches::wait_options how;
        how.interval = 40s;
        how.growth = 1;
        CHECK(pauses(poll_pace(how, 2min), 3) == std::vector<milliseconds>{40s, 40s, 40s});
    }

    TEST_CASE("the server's wish goes before, up to a bound") {
        poll_pace pace(batches::wait_options(), 2min);
        CHECK(pace.after_success(1s) == 1s);
        CHECK(pace.after_success(90s) == 90s);
        CHECK(pace.after_success(10min) == 2min);
        CHECK(pace.after_success(std::nullopt) == 16875ms);
    }

    TEST_CASE("after a failure the longer pause counts") {
        poll_pace pace(batches::wait_options(), 2min);
        CHECK(pace.after_failure(1s) == 5s);
        CHECK(pace.after_failure(std::nullopt) == 7500ms);
        CHECK(pace.after_failure(50s) == 50s);
        CHECK(pace.after_failure(10min) == 2min);
    }

    TEST_CASE("extremes do not overflow") {
        batches::wait_options how;
        how.interval = milliseconds::max();
        how.max_interval = milliseconds::max();
        how.growth = 1e300;
        poll_pace pace(how, milliseconds::max());
        for (int i = 0; i < 3; ++i) {
            const milliseconds pause = pace.after_success(std::nullopt);
            CHECK(pause > 0ms);
            CHECK(pause < milliseconds::max() / 2);
        }
    }

    TEST_CASE("options that cannot be used are named") {
        batches::wait_options how;
        how.interval = 0ms;
        CHECK(refused_option(how) == "interval");
        how = {};
        how.growth = 0.9;
        CHECK(refused_option(how) == "growth");
        how.growth = std::numeric_limits<double>::quiet_NaN();
        CHECK(refused_option(how) == "growth");
        how = {};
        how.deadline = -1ms;
        CHECK(refused_option(how) == "deadline");
        CHECK(refused_option(batches::wait_options()) == "");
    }

    TEST_CASE("the server's wish is read from its headers") {
        CHECK_FALSE(poll_after(headers{{"content-type", "application/json"}}));
        CHECK(poll_after(headers{{"openai-poll-after-ms", "1500"}}) == 1500ms);
        CHECK(poll_after(headers{{"Retry-After", "7"}}) == 7s);
        CHECK(poll_after(headers{{"retry-after-ms", "20"}, {"retry-after", "7"}}) == 20ms);
        CHECK(poll_after(headers{{"retry-after", "7"}, {"openai-poll-after-ms", "30"}}) == 30ms);
        CHECK(poll_after(headers{{"openai-poll-after-ms", "soon"}, {"retry-after", "7"}}) == 7s);
        CHECK_FALSE(poll_after(headers{{"openai-poll-after-ms", "0"}}));
        CHECK_FALSE(poll_after(headers{{"openai-poll-after-ms", "-5"}}));
    }
}
