#include "net/worker_thread.hpp"

#include "net/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using namespace net_test;
using coai::net::worker_thread;

asio::awaitable<void> wait_for(worker_thread& worker, std::shared_future<void> release,
                               std::shared_ptr<std::atomic<int>> runs) {
    const auto work = [release, runs] {
        release.wait();
        ++*runs;
    };
    co_await worker.run(work);
}

TEST_SUITE("worker thread") {
    TEST_CASE("work runs on another thread, and one after the other") {
        worker_thread worker;
        asio::io_context io;
        std::thread::id first;
        std::thread::id second;
        const auto work = [&]() -> asio::awaitable<void> {
            const auto note_first = [&] { first = std::this_thread::get_id(); };
            const auto note_second = [&] { second = std::this_thread::get_id(); };
            co_await worker.run(note_first);
            co_await worker.run(note_second);
        };
        run(io, work());
        CHECK(first != std::thread::id());
        CHECK(first != std::this_thread::get_id());
        CHECK(first == second);
    }

    TEST_CASE("what the work throws is thrown to whoever waits") {
        worker_thread worker;
        asio::io_context io;
        const auto work = [&]() -> asio::awaitable<void> {
            const auto fail = [] { throw std::out_of_range("x"); };
            co_await worker.run(fail);
        };
        CHECK_THROWS_AS(run(io, work()), std::out_of_range);
    }

    TEST_CASE("a caller that is cancelled leaves at once, and the work goes on") {
        worker_thread worker;
        std::promise<void> release;
        const auto runs = std::make_shared<std::atomic<int>>(0);
        {
            asio::io_context io;
            task waiting(io.get_executor(), wait_for(worker, release.get_future().share(), runs));
            poll(io);
            CHECK_FALSE(waiting.done());
            waiting.cancel();
            run_all(io);
            CHECK(waiting.error() == asio::error::operation_aborted);
            CHECK(*runs == 0);
        }
        release.set_value();
        asio::io_context io;
        const auto after = [&]() -> asio::awaitable<void> {
            const auto nothing = [] {};
            co_await worker.run(nothing);
        };
        run(io, after());
        CHECK(*runs == 1);
    }

    TEST_CASE("a context that dies while the work runs is not touched") {
        worker_thread worker;
        std::promise<void> release;
        const auto runs = std::make_shared<std::atomic<int>>(0);
        {
            asio::io_context io;
            asio::co_spawn(io, wait_for(worker, release.get_future().share(), runs),
                           asio::detached);
            poll(io);
        }
        release.set_value();
    }

    TEST_CASE("many callers on many threads are all served") {
        worker_thread worker;
        std::atomic<int> sum{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                asio::io_context io;
                const auto work = [&]() -> asio::awaitable<void> {
                    const auto add = [&sum] { ++sum; };
                    for (int turn = 0; turn < 200; ++turn) {
                        co_await worker.run(add);
                    }
                };
                run(io, work());
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        CHECK(sum == 800);
    }
}

} // namespace
