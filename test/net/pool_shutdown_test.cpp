#include "net/pool.hpp"

#include "net/loopback.hpp"
#include "net/pool_callers.hpp"
#include "net/pool_fixture.hpp"
#include "net/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>

namespace {

using namespace net_test;
using namespace std::chrono_literals;

TEST_SUITE("pool: shutdown") {
    TEST_CASE_FIXTURE(pool_fixture<1>, "whoever waits is aborted, and whoever asks later") {
        const silent_address silent(io);
        lease held = acquire();
        const caller queued(io, connections, here);
        const caller dialing(io, connections, origin_at(silent.endpoint()));
        poll(io);
        connections->shut_down();
        connections->shut_down();
        run_all(io);
        CHECK(queued.error() == asio::error::operation_aborted);
        CHECK(dialing.error() == asio::error::operation_aborted);
        CHECK(error_of(io, connections->acquire(here, acquire_limits())) ==
              asio::error::operation_aborted);

        held.give_back(); // is closed and not kept
        const auto numbers = connections->statistics();
        CHECK(numbers.open == 0);
        CHECK(numbers.dialing == 0);
        CHECK(numbers.waiting == 0);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>, "a call under way is aborted") {
        lease held = acquire();
        std::optional<error_code> result;
        const task reading(io.get_executor(), keep(held->fill(), result));
        poll(io);
        connections->shut_down();
        run_all(io);
        CHECK(reading.error() == asio::error::operation_aborted);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>, "idle connections are closed at once") {
        acquire().give_back();
        const auto descriptors = open_descriptors();
        connections->shut_down();
        CHECK(open_descriptors() == descriptors - 1);
        CHECK(connections->statistics().open == 0);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>,
                      "a connection that arrives together with the end of the pool is closed") {
        lease held = acquire();
        const auto descriptors = open_descriptors();
        {
            caller waiting(io, connections, here);
            poll(io);
            held.give_back(); // to the one who waits, who does not know yet
            connections->shut_down();
            poll(io);
            CHECK(waiting.done());
        }
        CHECK(connections->statistics().open == 0);
        CHECK(open_descriptors() == descriptors - 1);
    }
}

/// Takes a connection and waits on it for ever.
asio::awaitable<void> occupy(std::shared_ptr<pool> from, origin destination) {
    acquire_limits limits;
    limits.connect_timeout = 1h;
    limits.deadline = clock::now() + 1h;
    const lease held = co_await from->acquire(destination, limits);
    for (;;)
        co_await held->fill();
}

TEST_SUITE("pool: destroying the io_context") {
    void abandon(asio::io_context & io, std::shared_ptr<pool> from, const origin& destination,
                 std::size_t callers, std::weak_ptr<pool>& alive) {
        alive = from;
        for (std::size_t i = 0; i < callers; ++i)
            asio::co_spawn(io, occupy(from, destination),
                           [](std::exception_ptr) { FAIL("nothing has ended"); });
        from.reset();
    }

    TEST_CASE("callers that wait are destroyed with it, and the pool, its dials and sockets") {
        const auto descriptors = open_descriptors();
        std::weak_ptr<pool> alive;
        {
            asio::io_context io;
            listener server(io, 0);
            const silent_address silent(io);
            const origin here = origin_at(server.endpoint());
            const origin nowhere = origin_at(silent.endpoint());
            SUBCASE("before they have begun") {
                abandon(io, make_pool(io.get_executor(), 2), here, 3, alive);
            }
            SUBCASE("for a dial") {
                abandon(io, make_pool(io.get_executor(), 2), nowhere, 3, alive);
                poll(io);
            }
            SUBCASE("for a dial that has been ordered but not begun") {
                abandon(io, make_pool(io.get_executor(), 2), nowhere, 3, alive);
                for (int i = 0; i < 4; ++i)
                    io.run_one();
            }
            SUBCASE("for a connection, while another has it") {
                const auto connections = make_pool(io.get_executor(), 1);
                abandon(io, connections, here, 3, alive);
                run_until(io, [&] { return connections->statistics().in_use == 1; });
                poll(io);
                CHECK(connections->statistics().waiting == 2);
            }
            SUBCASE("for a connection, while another has it, and one is dialled") {
                const auto connections = make_pool(io.get_executor(), 2);
                abandon(io, connections, here, 1, alive);
                run_until(io, [&] { return connections->statistics().in_use == 1; });
                server.wait();
                abandon(io, connections, here, 3, alive);
                poll(io);
                CHECK(connections->statistics().waiting == 3);
                CHECK(connections->statistics().dialing == 1);
            }
            SUBCASE("given a connection, but not resumed yet") {
                const auto connections = make_pool(io.get_executor(), 1);
                lease held = acquire(io, connections, here);
                abandon(io, connections, here, 2, alive);
                poll(io);
                held.give_back();
                CHECK(connections->statistics().waiting == 1);
                SUBCASE("while the pool goes on") {}
                SUBCASE("while the pool is shut down") { connections->shut_down(); }
            }
            SUBCASE("after a shutdown that nobody has noticed") {
                const auto connections = make_pool(io.get_executor(), 2);
                abandon(io, connections, here, 1, alive);
                run_until(io, [&] { return connections->statistics().in_use == 1; });
                server.wait();
                abandon(io, connections, here, 3, alive);
                poll(io);
                connections->shut_down();
            }
        }
        CHECK(alive.expired());
        CHECK(open_descriptors() == descriptors);
    }
}

} // namespace
