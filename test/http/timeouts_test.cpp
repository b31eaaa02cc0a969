#include "http/timeouts.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace {

using coai::timeouts;
using coai::http::resolve_timeouts;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

TEST_SUITE("timeouts") {
    TEST_CASE("the defaults") {
        const auto resolved = resolve_timeouts({}, {});
        CHECK(resolved.queue == 0ms);
        CHECK(resolved.connect == 10s);
        CHECK(resolved.first_byte == 0ms);
        CHECK(resolved.attempt == 600s);
        CHECK(resolved.stream_idle == 300s);
        CHECK(resolved.overall == 0ms);
    }

    TEST_CASE("the call goes before the client, clock by clock") {
        timeouts client;
        client.queue = 1s;
        client.connect = 2s;
        client.first_byte = 3s;
        client.attempt = 4s;
        client.stream_idle = 5s;
        client.overall = 6s;
        const auto of_client = resolve_timeouts({}, client);
        CHECK(of_client.queue == 1s);
        CHECK(of_client.connect == 2s);
        CHECK(of_client.first_byte == 3s);
        CHECK(of_client.attempt == 4s);
        CHECK(of_client.stream_idle == 5s);
        CHECK(of_client.overall == 6s);

        timeouts call;
        call.connect = 20ms;
        call.overall = 60ms;
        const auto of_both = resolve_timeouts(call, client);
        CHECK(of_both.queue == 1s);
        CHECK(of_both.connect == 20ms);
        CHECK(of_both.attempt == 4s);
        CHECK(of_both.overall == 60ms);
    }

    TEST_CASE("zero turns a clock off, also one that the client has on") {
        timeouts client;
        client.overall = 5s;
        timeouts call;
        call.attempt = 0ms;
        call.overall = 0ms;
        CHECK(resolve_timeouts(call, client).attempt == 0ms);
        CHECK(resolve_timeouts(call, client).overall == 0ms);
    }

    TEST_CASE("every clock can be added to the time of day") {
        timeouts call;
        call.attempt = milliseconds::max();
        call.connect = milliseconds::min();
        const auto resolved = resolve_timeouts(call, {});
        const auto now = std::chrono::steady_clock::now();
        CHECK(now + resolved.attempt > now);
        CHECK(resolved.connect == 0ms);
    }
}

} // namespace
