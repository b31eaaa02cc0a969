#include "api/emulated_client.hpp"
#include "net/run.hpp"

#include <coai/batches.hpp>
#include <coai/result.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace coai;
using namespace std::chrono_literals;
using boost::asio::awaitable;
using net_test::code_of;
using test::emulated_client;
using testing::fault;

namespace {

constexpr const char* id = "batches/abc";

fault in_state(const std::string& status, const headers& received = {}) {
    return fault::status(200, R"({"id":"batches/abc","status":")" + status + "\"}", received);
}

batches::wait_options quickly() {
    batches::wait_options how;
    how.interval = 1ms;
    how.max_interval = 4ms;
    return how;
}

/// No retries of the calls themselves, so that every request is a retrieval.
request_options one_attempt() {
    request_options options;
    options.retry.max_retries = 0;
    return options;
}

} // namespace

TEST_SUITE("waiting for a batch") {
    TEST_CASE("it is retrieved until it is terminal, and every state is told") {
        emulated_client emulated;
        emulated.server.script(in_state("validating"));
        emulated.server.script(in_state("in_progress").times(2));
        emulated.server.script(in_state("finalizing"));
        emulated.server.script(in_state("completed"));
        std::vector<std::string> seen;
        auto how = quickly();
        how.on_progress = [&](const batches::batch& batch) {
            seen.emplace_back(batch.status.str());
        };
        const auto batch = emulated.run(emulated.client.batches.wait(id, how));
        CHECK(batch.status == batches::status::completed);
        CHECK(batch.response.status == 200);
        CHECK(seen == std::vector<std::string>{"validating", "in_progress", "in_progress",
                                               "finalizing", "completed"});
        for (const auto& sent : emulated.server.requests()) {
            CHECK(sent.method == "GET");
            CHECK(sent.target == "/v1beta/openai/batches/batches/abc");
        }
    }

    TEST_CASE("a batch that is terminal already costs one request") {
        for (const char* status : {"failed", "cancelled", "expired", "partially_succeeded",
                                   "BATCH_STATE_SUCCEEDED", "JOB_STATE_FAILED"}) {
            emulated_client emulated;
            emulated.server.script(in_state(status));
            const auto batch = emulated.run(emulated.client.batches.wait(id));
            CHECK(batch.is_terminal());
            CHECK(emulated.server.requests_received() == 1);
        }
    }

    TEST_CASE("the pauses grow, and the server's wish goes before them") {
        emulated_client emulated;
        emulated.server.script(in_state("in_progress", {{"openai-poll-after-ms", "60"}}));
        emulated.server.script(in_state("completed"));
        auto how = quickly();
        how.interval = 1h;
        how.max_interval = 1h;
        const auto started = std::chrono::steady_clock::now();
        emulated.run(emulated.client.batches.wait(id, how));
        CHECK(std::chrono::steady_clock::now() - started >= 60ms);
        CHECK(emulated.server.requests_received() == 2);
    }

    TEST_CASE("failures that pass are survived") {
        emulated_client emulated;
        auto how = quickly();
        how.max_failures = 2;
        emulated.server.script(in_state("in_progress"));
        emulated.server.script(fault::overloaded());
        emulated.server.script(fault::reset_before_response());
        emulated.server.script(in_state("in_progress"));
        emulated.server.script(fault::status(502).times(2));
        emulated.server.script(in_state("completed"));
        int told = 0;
        how.on_progress = [&](const batches::batch&) { ++told; };
        const auto batch = emulated.run(emulated.client.batches.wait(id, how, one_attempt()));
        CHECK(batch.status == batches::status::completed);
        CHECK(told == 3);
        CHECK(emulated.server.requests_received() == 7);
    }

    TEST_CASE("of too many failures in a row the last is thrown") {
        emulated_client emulated;
        auto how = quickly();
        how.max_failures = 2;
        emulated.server.script(fault::status(502).times(2));
        emulated.server.script(fault::overloaded());
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.batches.wait(id, how, one_attempt()));
        CHECK(failed.kind() == errc::unavailable);
        CHECK(failed.path() == "batches/batches/abc");
        CHECK(emulated.server.requests_received() == 3);
    }

    TEST_CASE("a failure that does not pass ends the wait at once") {
        for (const unsigned status : {400U, 401U, 403U, 404U}) {
            emulated_client emulated;
            emulated.server.script(in_state("in_progress"));
            emulated.server.script(fault::status(status));
            const auto failed =
                emulated.failure_of<api_error>(emulated.client.batches.wait(id, quickly()));
            CHECK(failed.status() == status);
            CHECK(emulated.server.requests_received() == 2);
        }
    }

    TEST_CASE("a long wait that a failure asks for is cut and no reason to give up") {
        emulated_client emulated;
        auto how = quickly();
        request_options options = one_attempt();
        options.retry.max_retry_after = 5ms;
        emulated.server.script(fault::rate_limited(1h));
        emulated.server.script(in_state("completed"));
        emulated.run(emulated.client.batches.wait(id, how, options));
        CHECK(emulated.server.requests_received() == 2);
    }

    TEST_CASE("a retrieval that takes longer than its own clock is a failure that passes") {
        emulated_client emulated;
        request_options options = one_attempt();
        options.timeouts.overall = 50ms;
        emulated.server.script(fault::stall_after(0));
        emulated.server.script(in_state("completed"));
        emulated.run(emulated.client.batches.wait(id, quickly(), options));
        CHECK(emulated.server.requests_received() == 2);
    }

    TEST_CASE("the deadline ends the wait, and says how far the batch is") {
        emulated_client emulated;
        emulated.server.script(in_state("in_progress").times(10'000));
        auto how = quickly();
        how.deadline = 500ms; // a slow machine must get as far as a first answer
        const auto failed =
            emulated.failure_of<timeout_error>(emulated.client.batches.wait(id, how));
        CHECK(failed.kind() == errc::deadline_exceeded);
        CHECK(failed.limit() == 500ms);
        CHECK(failed.path() == "batches/batches/abc");
        CHECK(failed.response().status == 200);
        CHECK(test::mentions(failed, "in_progress"));
        CHECK(emulated.server.requests_received() > 1);
    }

    TEST_CASE("no pause is begun that ends after the deadline") {
        emulated_client emulated;
        emulated.server.script(in_state("in_progress"));
        auto how = quickly();
        how.interval = 1h;
        how.deadline = 1min;
        const auto started = std::chrono::steady_clock::now();
        emulated.failure_of<timeout_error>(emulated.client.batches.wait(id, how));
        CHECK(std::chrono::steady_clock::now() - started < test::patience);
    }

    TEST_CASE("the deadline ends a retrieval under way") {
        emulated_client emulated;
        emulated.server.script(fault::stall_after(0));
        auto how = quickly();
        how.deadline = 60ms;
        const auto failed =
            emulated.failure_of<timeout_error>(emulated.client.batches.wait(id, how));
        CHECK(failed.kind() == errc::deadline_exceeded);
        CHECK(failed.limit() == 60ms);
        CHECK(emulated.server.requests_received() == 1);
    }

    TEST_CASE("a wait is cancelled in its pause and in a retrieval") {
        for (const bool paused : {true, false}) {
            CAPTURE(paused);
            emulated_client emulated;
            if (paused) {
                emulated.server.script(in_state("in_progress"));
            } else {
                emulated.server.script(fault::stall_after(0));
            }
            auto how = quickly();
            how.interval = 1h;
            boost::asio::cancellation_signal signal;
            boost::system::error_code ended_with;
            const auto done = [&](std::exception_ptr failed, const batches::batch&) {
                ended_with = code_of(failed);
            };
            co_spawn(emulated.io, emulated.client.batches.wait(id, how),
                     boost::asio::bind_cancellation_slot(signal.slot(), done));
            while (emulated.server.requests_received() == 0 ||
                   (paused && emulated.client.statistics().idle == 0)) {
                emulated.io.run_one_for(10ms);
            }
            signal.emit(boost::asio::cancellation_type::terminal);
            emulated.io.run_for(test::patience);
            CHECK(ended_with == boost::asio::error::operation_aborted);
            CHECK(emulated.io.stopped());
        }
    }

    TEST_CASE("a wait ends in its pause with its client") {
        emulated_client emulated;
        emulated.server.script(in_state("in_progress"));
        auto how = quickly();
        how.interval = 1h;
        std::optional<client> closing(std::move(emulated.client));
        boost::system::error_code ended_with;
        co_spawn(emulated.io, closing->batches.wait(id, how),
                 [&](std::exception_ptr failed, const batches::batch&) {
                     ended_with = code_of(failed);
                 });
        while (closing->statistics().idle == 0) {
            emulated.io.run_one_for(10ms);
        }
        closing.reset();
        emulated.io.run_for(test::patience);
        CHECK(ended_with == boost::asio::error::operation_aborted);
        CHECK(emulated.io.stopped());
        emulated.client = client(emulated.io.get_executor(), emulated.server.client_options());
    }

    TEST_CASE("what the progress callback throws ends the wait") {
        emulated_client emulated;
        emulated.server.script(in_state("in_progress"));
        auto how = quickly();
        how.on_progress = [](const batches::batch&) { throw std::logic_error("enough"); };
        CHECK_THROWS_WITH_AS(emulated.run(emulated.client.batches.wait(id, how)), "enough",
                             std::logic_error);
    }

    TEST_CASE("options that cannot be used are refused before anything is sent") {
        emulated_client emulated;
        auto how = quickly();
        how.interval = 0ms;
        const auto refused =
            emulated.failure_of<usage_error>(emulated.client.batches.wait(id, how));
        CHECK(refused.kind() == errc::invalid_option);
        CHECK(refused.option() == "interval");
        CHECK(emulated.server.requests_received() == 0);
    }
}
