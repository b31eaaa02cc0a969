// How a call is bounded: by another awaitable, by a signal from outside, by its clocks; and how it
// tells of retries. Always talks to an emulator, which is told to misbehave.

#include "support/run.hpp"

#include <coai/coai.hpp>
#include <coai/testing/emulator.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <iostream>

namespace asio = boost::asio;
namespace chat = coai::chat;
using coai::testing::emulator;
using coai::testing::ending;
using coai::testing::fault;
using coai::testing::point;
using namespace std::chrono_literals;

namespace {

chat::request make_request() {
    chat::request request("gemini-2.5-flash");
    request.user("Explain to me how AI works");
    return request;
}

// Whichever ends first, call or timer, cancels the other. The same works for any two awaitables.
asio::awaitable<void> race_a_timer(coai::client& client, emulator& server) {
    using namespace asio::experimental::awaitable_operators;

    server.script(fault::stall_after(0));
    asio::steady_timer patience(co_await asio::this_coro::executor, 100ms);
    const auto request = make_request();
    const auto first = co_await (client.chat.completions.create(request) ||
                                 patience.async_wait(asio::use_awaitable));
    std::cout << "1. " << (first.index() == 0 ? "the answer came" : "out of patience") << '\n';
}

asio::awaitable<void> read_aloud(coai::client& client) {
    auto stream = co_await client.chat.completions.stream(make_request());
    std::cout << "5. ";
    while (const auto chunk = co_await stream.next()) {
        std::cout << chunk->text() << std::flush;
    }
}

// From outside of the coroutine: a user who closes the window, a server that shuts down.
void cancel_by_signal(asio::io_context& io, coai::client& client, emulator& server) {
    server.script(fault().end(point::event(3), ending::stall));

    asio::cancellation_signal stop;
    const auto ended = [](std::exception_ptr failed) {
        try {
            example::rethrow(failed);
        } catch (const boost::system::system_error& e) {
            // Cancellation is Asio's own error, everything else a coai::error.
            if (e.code() != asio::error::operation_aborted) {
                throw;
            }
            std::cout << "... cancelled\n";
        }
    };
    asio::co_spawn(io, read_aloud(client), asio::bind_cancellation_slot(stop.slot(), ended));

    asio::steady_timer user(io, 200ms);
    user.async_wait([&](auto) { stop.emit(asio::cancellation_type::terminal); });
    io.run();
    io.restart();
}

// A clock for this call alone. as_result() makes the error a value.
asio::awaitable<void> limit_one_call(coai::client& client, emulator& server) {
    server.script(fault::stall_after(0));
    coai::request_options options;
    options.timeouts.first_byte = 100ms;
    options.retry.max_retries = 0;
    const auto answer =
        co_await coai::as_result(client.chat.completions.create(make_request(), options));
    std::cout << "2. " << (answer ? "the answer came" : answer.error().what()) << '\n';
}

// A stream that goes silent. What came before is not lost.
asio::awaitable<void> limit_silence(coai::client& client, emulator& server) {
    server.script(fault().end(point::event(3), ending::stall));
    coai::request_options options;
    options.timeouts.stream_idle = 100ms;
    auto stream = co_await client.chat.completions.stream(make_request(), options);
    try {
        co_await stream.collect();
    } catch (const coai::timeout_error& failed) {
        std::cout << "3. " << failed.what() << "\n   until then: " << stream.partial().text()
                  << '\n';
    }
}

// Two failures that are worth another attempt, and then the answer.
asio::awaitable<void> watch_retries(coai::client& client, emulator& server) {
    server.script(fault::overloaded().times(2));
    coai::request_options options;
    options.timeouts.overall = 10s;
    options.retry.base_delay = 50ms;
    options.retry.on_retry = [](const coai::retry_event& retry) {
        std::cout << "4. attempt " << retry.attempt << ": " << retry.cause.what()
                  << "\n   next attempt in " << retry.delay.count() << " ms\n";
    };
    const auto completion = co_await client.chat.completions.create(make_request(), options);
    std::cout << "   answered at attempt " << completion.response.attempts << '\n';
}

asio::awaitable<void> stay_within_bounds(coai::client& client, emulator& server) {
    co_await race_a_timer(client, server);
    co_await limit_one_call(client, server);
    co_await limit_silence(client, server);
    co_await watch_retries(client, server);
}

} // namespace

int main() try {
    emulator server;
    asio::io_context io(1);
    coai::client client(io.get_executor(), server.client_options());

    asio::co_spawn(io, stay_within_bounds(client, server), example::rethrow);
    io.run();
    io.restart();
    cancel_by_signal(io, client, server);

    // A call that is cut short closes its connection, and leaves nothing else behind.
    std::cout << "connections in use: " << client.statistics().in_use << '\n';
} catch (const std::exception& failed) {
    return example::report(failed);
}
