#include "api/emulated_client.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace coai;
using test::emulated_client;
using test::question;
using testing::fault;
using namespace std::chrono_literals;

TEST_SUITE("retries of a call") {
    TEST_CASE("a call is repeated until it succeeds, and counts its attempts") {
        for (unsigned failures : {0U, 1U, 2U}) {
            emulated_client emulated;
            if (failures > 0) {
                emulated.server.script(fault::overloaded().times(failures));
            }
            const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
            CHECK(answer.response.attempts == failures + 1);
            CHECK(emulated.server.requests_received() == failures + 1);
        }
    }

    TEST_CASE("the third failure is the call's") {
        emulated_client emulated;
        emulated.server.script(fault::overloaded().times(9));
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
        CHECK(failed.attempts() == 3);
        CHECK(failed.kind() == errc::unavailable);
        CHECK(emulated.server.requests_received() == 3);
    }

    TEST_CASE("statuses are retried or not as the official SDKs do") {
        for (unsigned status : {408U, 409U, 429U, 500U, 502U, 503U, 504U}) {
            emulated_client emulated;
            emulated.server.script(fault::status(status, "{}"));
            const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
            CHECK(answer.response.attempts == 2);
        }
        for (unsigned status : {400U, 401U, 403U, 404U, 413U, 422U}) {
            emulated_client emulated;
            emulated.server.script(fault::status(status, "{}"));
            const auto failed =
                emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
            CHECK(failed.attempts() == 1);
        }
    }

    TEST_CASE("x-should-retry decides alone") {
        emulated_client emulated;
        emulated.server.script(fault::status(400, "{}").header("x-should-retry", "true"));
        CHECK(emulated.run(emulated.client.chat.completions.create(question())).response.attempts ==
              2);
        emulated.server.script(fault::status(503, "{}").header("x-should-retry", "false"));
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
        CHECK(failed.attempts() == 1);
    }

    TEST_CASE("the hook is told of every retry with its cause and its pause") {
        emulated_client emulated;
        std::vector<unsigned> attempts;
        std::vector<errc> causes;
        request_options options;
        options.retry.on_retry = [&](const retry_event& event) {
            attempts.push_back(event.attempt);
            causes.push_back(event.cause.kind());
            CHECK(event.delay <= 4ms);
        };
        emulated.server.script(fault::status(500, "{}"));
        emulated.server.script(fault::reset_after(10));
        emulated.run(emulated.client.chat.completions.create(question(), options));
        CHECK(attempts == std::vector<unsigned>{1, 2});
        CHECK(causes == std::vector<errc>{errc::server_error, errc::connection_lost});
    }

    TEST_CASE("the wait that a server asks for is honoured") {
        emulated_client emulated;
        std::vector<std::chrono::milliseconds> delays;
        request_options options;
        options.retry.jitter = 0.0;
        options.retry.on_retry = [&](const retry_event& event) { delays.push_back(event.delay); };
        SUBCASE("in Gemini's body") { emulated.server.script(fault::rate_limited(30ms)); }
        SUBCASE("in a header of milliseconds") {
            emulated.server.script(fault::status(429, "{}").header("retry-after-ms", "30"));
        }
        SUBCASE("in a header of seconds") {
            emulated.server.script(fault::status(429, "{}").header("retry-after", "0.03"));
        }
        emulated.run(emulated.client.chat.completions.create(question(), options));
        CHECK(delays == std::vector<std::chrono::milliseconds>{30ms});
    }

    TEST_CASE("a wait that is too long fails at once and is told") {
        emulated_client emulated;
        emulated.server.script(fault::rate_limited(500s));
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
        CHECK(failed.attempts() == 1);
        CHECK(failed.retry_after() == 500s);
    }

    TEST_CASE("a quota for the day is not retried unless that is asked for") {
        emulated_client emulated;
        emulated.server.script(fault::quota_exhausted());
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
        CHECK(failed.attempts() == 1);
    }

    TEST_CASE("a predicate may stop what would be retried") {
        emulated_client emulated;
        request_options options;
        options.retry.should_retry = [](const error& failed) {
            return failed.kind() != errc::unavailable;
        };
        emulated.server.script(fault::overloaded());
        const auto failed = emulated.failure_of<api_error>(
            emulated.client.chat.completions.create(question(), options));
        CHECK(failed.attempts() == 1);
    }

    TEST_CASE("a call may set its own number of retries") {
        emulated_client emulated;
        request_options options;
        options.retry.max_retries = 5;
        emulated.server.script(fault::overloaded().times(5));
        const auto answer =
            emulated.run(emulated.client.chat.completions.create(question(), options));
        CHECK(answer.response.attempts == 6);
    }

    TEST_CASE("no retry begins that the overall deadline would cut short") {
        emulated_client emulated;
        request_options options;
        options.timeouts.overall = 2s;
        emulated.server.script(fault::rate_limited(60s));
        const auto failed = emulated.failure_of<api_error>(
            emulated.client.chat.completions.create(question(), options));
        CHECK(failed.kind() == errc::rate_limited);
        CHECK(failed.attempts() == 1);
    }

    TEST_CASE("a failed attempt gives its connection back before the pause") {
        emulated_client emulated;
        request_options options;
        options.retry.on_retry = [&](const retry_event&) {
            CHECK(emulated.client.statistics().in_use == 0);
            CHECK(emulated.client.statistics().idle == 1);
        };
        emulated.server.script(fault::overloaded());
        emulated.run(emulated.client.chat.completions.create(question(), options));
        CHECK(emulated.server.connections_accepted() == 1);
    }
}
