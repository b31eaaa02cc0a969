#include "net/pool.hpp"

#include "net/loopback.hpp"
#include "net/pool_callers.hpp"
#include "net/run.hpp"
#include "testing/seeded_random.hpp"

#include <coai/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::errc;
using coai::testing::seeded_random;

constexpr std::size_t max_connections = 4;

/// A pool on several threads, whose server accepts nothing: the system completes its connections.
class crowd {
public:
    /// Makes `calls` calls, one after another, in a strand of its own.
    void spawn(int calls, std::uint64_t seed) {
        asio::co_spawn(asio::make_strand(threads), call(calls, seed), asio::detached);
    }

    std::atomic<int> served = 0;
    std::atomic<int> timed_out = 0;
    std::atomic<int> aborted = 0;
    std::atomic<int> failed = 0;
    std::atomic<std::size_t> most_at_once = 0;
    asio::thread_pool threads{3};
    std::shared_ptr<pool> connections = make_pool(threads.get_executor(), max_connections);

private:
    asio::awaitable<void> call(int calls, std::uint64_t seed) {
        seeded_random random(seed);
        for (int i = 0; i < calls; ++i) {
            try {
                co_await call_once(random);
                ++served;
            } catch (const boost::system::system_error& e) {
                if (e.code() == errc::queue_timeout)
                    ++timed_out;
                else if (e.code() == asio::error::operation_aborted)
                    ++aborted;
                else
                    ++failed;
            }
        }
    }

    asio::awaitable<void> call_once(seeded_random& random) {
        acquire_limits limits;
        limits.connect_timeout = 1min;
        if (random.below(4) == 0)
            limits.deadline = clock::now() + std::chrono::microseconds(random.below(500));
        lease held = co_await connections->acquire(destination_, limits);
        const std::size_t now = ++at_once_;
        for (std::size_t most = most_at_once; most < now;)
            most_at_once.compare_exchange_weak(most, now);

        held->outgoing = "written by " + std::to_string(now); // a race, if two hold it
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, asio::use_awaitable);
        --at_once_;
        if (random.below(10) != 0)
            held.give_back();
    }

    asio::io_context io_;
    listener server_{io_, 4096};
    origin destination_ = origin_at(server_.endpoint());
    std::atomic<std::size_t> at_once_ = 0;
};

TEST_SUITE("pool on several threads") {
    TEST_CASE("every call is served, or times out, and none shares a connection") {
        constexpr int callers = 20;
        constexpr int calls = 60;
        crowd people;
        for (int i = 0; i < callers; ++i)
            people.spawn(calls, static_cast<std::uint64_t>(i));
        people.threads.join(); // would not return if a caller were forgotten
        CHECK(people.served + people.timed_out == callers * calls);
        CHECK(people.served > 0);
        CHECK(people.most_at_once <= max_connections);
        const auto numbers = people.connections->statistics();
        CHECK(numbers.in_use == 0);
        CHECK(numbers.dialing == 0);
        CHECK(numbers.waiting == 0);
        CHECK(numbers.open <= max_connections);
        // Those that were handed over in vain have been used by nobody.
        CHECK(numbers.reused + numbers.created >= static_cast<std::uint64_t>(people.served));
        people.connections->shut_down();
    }

    TEST_CASE("a shutdown in the midst of it ends all calls") {
        constexpr int callers = 20;
        constexpr int calls = 60;
        crowd people;
        for (int i = 0; i < callers; ++i)
            people.spawn(calls, static_cast<std::uint64_t>(i));
        while (people.served < callers)
            std::this_thread::yield();
        people.connections->shut_down();
        people.threads.join();
        CHECK(people.served + people.timed_out + people.aborted == callers * calls);
        const auto numbers = people.connections->statistics();
        CHECK(numbers.open == 0);
        CHECK(numbers.dialing == 0);
        CHECK(numbers.waiting == 0);
    }

    TEST_CASE("threads that stop leave their callers to be destroyed") {
        std::weak_ptr<pool> alive;
        {
            crowd people;
            alive = people.connections;
            for (int i = 0; i < 20; ++i)
                people.spawn(60, static_cast<std::uint64_t>(i));
            while (people.served < 20)
                std::this_thread::yield();
            people.threads.stop();
            people.threads.join();
        }
        CHECK(alive.expired());
    }
}

} // namespace
