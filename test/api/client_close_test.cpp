#include "api/emulated_client.hpp"

#include <boost/asio/co_spawn.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

using namespace coai;
namespace asio = boost::asio;
using asio::awaitable;
using test::emulated_client;
using testing::fault;
using namespace std::chrono_literals;

namespace {

/// A coroutine that was spawned, and what it came to.
template <class T>
struct spawned {
    spawned(emulated_client& emulated, awaitable<T> work) {
        asio::co_spawn(emulated.io, std::move(work), [this](std::exception_ptr e, T value) {
            failed = e;
            result = std::move(value);
        });
    }

    std::optional<T> result;
    std::exception_ptr failed;
};

void run_until_in_use(emulated_client& emulated, std::size_t connections) {
    while (emulated.client.statistics().in_use != connections) {
        emulated.io.run_for(1ms);
    }
}

awaitable<bool> open_stream(const client& from, std::optional<chat::completion_stream>& into) {
    into.emplace(co_await from.chat.completions.stream(test::question()));
    co_return true;
}

awaitable<std::size_t> count_chunks(chat::completion_stream& stream) {
    std::size_t count = 0;
    chat::chunk chunk;
    while (co_await stream.next(chunk)) {
        ++count;
    }
    co_return count;
}

} // namespace

TEST_SUITE("closing a client") {
    TEST_CASE("ends at once where nothing is under way, and closes the connections") {
        emulated_client emulated;
        emulated.run(emulated.client.chat.completions.create(test::question()));
        CHECK(emulated.client.statistics().idle == 1);
        CHECK(emulated.run(emulated.client.close()));
        CHECK(emulated.client.statistics().open == 0);
        CHECK(emulated.run(emulated.client.close(0ms)));
    }

    TEST_CASE("no call begins any more") {
        emulated_client emulated;
        emulated.run(emulated.client.close());
        const auto refused = emulated.failure_of<usage_error>(
            emulated.client.chat.completions.create(test::question()));
        CHECK(refused.kind() == errc::client_closed);
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("a call under way goes on to its end, as does one in the queue") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.pool.max_connections = 1; });
        emulated.server.script(fault::delay(50ms));
        const spawned first(emulated, emulated.client.chat.completions.create(test::question()));
        const spawned second(emulated, emulated.client.chat.completions.create(test::question()));
        run_until_in_use(emulated, 1);
        const spawned closed(emulated, emulated.client.close());
        emulated.io.run();
        CHECK(closed.result == true);
        REQUIRE(first.result);
        CHECK_FALSE(first.result->text().empty());
        REQUIRE(second.result);
        CHECK_FALSE(second.result->text().empty());
    }

    TEST_CASE("a call that pauses before a retry is under way") {
        emulated_client emulated;
        emulated.server.script(fault::status(503));
        const spawned call(emulated, emulated.client.chat.completions.create(test::question()));
        while (emulated.server.requests_received() == 0) {
            emulated.io.run_for(1ms);
        }
        const spawned closed(emulated, emulated.client.close());
        emulated.io.run();
        CHECK(closed.result == true);
        REQUIRE(call.result);
        CHECK(call.result->response.attempts == 2);
    }

    TEST_CASE("a stream is under way until it has been read, not until it is destroyed") {
        emulated_client emulated;
        std::optional<chat::completion_stream> stream;
        const spawned opened(emulated, open_stream(emulated.client, stream));
        while (!opened.result) {
            emulated.io.run_one();
        }
        const spawned closed(emulated, emulated.client.close());
        emulated.io.poll();
        CHECK_FALSE(closed.result);
        const spawned read(emulated, count_chunks(*stream));
        emulated.io.run();
        CHECK(closed.result == true);
        CHECK(read.result.value_or(0) > 1);
    }

    TEST_CASE("what is left at the deadline is ended") {
        emulated_client emulated;
        emulated.server.script(fault::stall_after(0));
        const spawned call(emulated, emulated.client.chat.completions.create(test::question()));
        run_until_in_use(emulated, 1);
        CHECK_FALSE(emulated.run(emulated.client.close(5ms)));
        REQUIRE(call.failed);
        CHECK_THROWS_AS(std::rethrow_exception(call.failed), boost::system::system_error);
        CHECK(emulated.client.statistics().open == 0);
    }
}
