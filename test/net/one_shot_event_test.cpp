#include "net/one_shot_event.hpp"

#include "net/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::net::one_shot_event;
using coai::net::wait_result;

TEST_SUITE("one-shot event") {
    TEST_CASE("an event that is set already is not waited for") {
        asio::io_context io;
        one_shot_event event(io.get_executor());
        event.set();
        CHECK(run(io, event.wait()) == wait_result::set);
        run_all(io);
    }

    TEST_CASE("setting it wakes the coroutine that waits") {
        asio::io_context io;
        one_shot_event event(io.get_executor());
        std::optional<wait_result> result;
        const task waiting(io.get_executor(), keep(event.wait(), result));
        poll(io);
        CHECK_FALSE(waiting.done());
        event.set();
        run_all(io);
        CHECK(waiting.done());
        CHECK(result == wait_result::set);
    }

    TEST_CASE("setting it twice is as good as once") {
        asio::io_context io;
        one_shot_event event(io.get_executor());
        event.set();
        event.set();
        CHECK(run(io, event.wait()) == wait_result::set);
    }

    TEST_CASE("the wait ends at the deadline") {
        asio::io_context io;
        const auto deadline = clock::now() + 5ms;
        one_shot_event event(io.get_executor(), deadline);
        CHECK(run(io, event.wait()) == wait_result::timed_out);
        CHECK(clock::now() >= deadline);
    }

    TEST_CASE("what happened counts, even if the deadline has passed as well") {
        asio::io_context io;
        one_shot_event event(io.get_executor(), clock::now() - 1s);
        std::optional<wait_result> result;
        const task waiting(io.get_executor(), keep(event.wait(), result));
        SUBCASE("before the wait") { event.set(); }
        SUBCASE("during the wait") {
            // The wait begins, then this runs, and only then is the coroutine resumed.
            asio::post(io, [&] { event.set(); });
            io.run_one();
            CHECK_FALSE(waiting.done());
        }
        run_all(io);
        CHECK(result == wait_result::set);
    }

    TEST_CASE("cancelling the coroutine ends the wait") {
        asio::io_context io;
        one_shot_event event(io.get_executor());
        std::optional<wait_result> result;
        task waiting(io.get_executor(), keep(event.wait(), result));
        poll(io);
        waiting.cancel();
        run_all(io);
        CHECK(waiting.error() == asio::error::operation_aborted);
        CHECK_FALSE(result);
        event.set(); // nobody is left to hear it
    }

    TEST_CASE("an event that is set just before the cancellation is not lost") {
        asio::io_context io;
        one_shot_event event(io.get_executor());
        std::optional<wait_result> result;
        task waiting(io.get_executor(), keep(event.wait(), result));
        poll(io);
        event.set();
        waiting.cancel();
        run_all(io);
        CHECK(result == wait_result::set);
    }

    TEST_CASE("an io_context that is destroyed destroys the coroutine that waits") {
        std::weak_ptr<one_shot_event> alive;
        const auto wait = [](std::shared_ptr<one_shot_event> event) -> asio::awaitable<void> {
            co_await event->wait();
        };
        {
            asio::io_context io;
            auto event = std::make_shared<one_shot_event>(io.get_executor());
            alive = event;
            asio::co_spawn(io, wait(std::move(event)), asio::detached);
            poll(io);
            CHECK_FALSE(alive.expired());
        }
        CHECK(alive.expired());
    }

    TEST_CASE("it may be set on one thread and waited for on another") {
        constexpr int events = 2'000;
        std::atomic<int> heard = 0;
        asio::thread_pool threads(3);
        const auto wait = [&](std::shared_ptr<one_shot_event> event) -> asio::awaitable<void> {
            if (co_await event->wait() == wait_result::set)
                ++heard;
        };
        for (int i = 0; i < events; ++i) {
            const auto event = std::make_shared<one_shot_event>(threads.get_executor());
            asio::co_spawn(threads, wait(event), asio::detached);
            asio::post(threads, [event] { event->set(); });
        }
        threads.join();
        CHECK(heard == events);
    }

    TEST_CASE("the event, the deadline and several threads") {
        constexpr int events = 2'000;
        std::atomic<int> ended = 0;
        asio::thread_pool threads(3);
        const auto wait = [&](std::shared_ptr<one_shot_event> event) -> asio::awaitable<void> {
            co_await event->wait();
            ++ended;
        };
        for (int i = 0; i < events; ++i) {
            const auto deadline = clock::now() + std::chrono::microseconds(i % 50);
            const auto event = std::make_shared<one_shot_event>(threads.get_executor(), deadline);
            asio::co_spawn(threads, wait(event), asio::detached);
            asio::post(threads, [event] { event->set(); });
        }
        threads.join();
        CHECK(ended == events);
    }
}

} // namespace
