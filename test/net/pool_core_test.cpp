#include "net/pool_core.hpp"

#include "net/pool_books.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace net_test;
using namespace std::chrono_literals;

/// Queues a caller and returns its ticket, a dial having been ordered for it.
core::ticket enqueue_and_dial(core& books, const std::string& caller) {
    const auto number = books.enqueue(caller);
    REQUIRE(number);
    const auto order = books.next_dial();
    REQUIRE(order);
    CHECK(order->starter == *number);
    CHECK(order->waiter == caller);
    return *number;
}

/// Makes `connection` one that is in use.
void dial(core& books, int connection) {
    const auto number = enqueue_and_dial(books, "caller of " + std::to_string(connection));
    const auto delivery = books.dialed(number, connection, start);
    REQUIRE(delivery.connection == connection);
}

std::optional<int> newest_idle(core& books, core::clock::time_point now) {
    const auto taken = books.take_idle(now);
    return taken ? std::optional(taken->connection) : std::nullopt;
}

TEST_SUITE("pool core") {
    TEST_CASE("the connection that was used last is reused first") {
        core books = make_core(3, 0);
        for (const int connection : {1, 2, 3})
            dial(books, connection);
        books.put_back(2, start);
        books.put_back(3, start + 1s);
        books.put_back(1, start + 2s);
        CHECK(statistics_of(books).idle == 3);

        CHECK(newest_idle(books, start + 3s) == 1);
        CHECK(newest_idle(books, start + 3s) == 3);
        CHECK(newest_idle(books, start + 3s) == 2);
        CHECK(newest_idle(books, start + 3s) == std::nullopt);
        CHECK(statistics_of(books).in_use == 3);
    }

    TEST_CASE("an idle connection is not reused once it is as old as the limit") {
        core books = make_core(1, 0);
        dial(books, 1);
        books.put_back(1, start);
        CHECK(newest_idle(books, start + idle_timeout) == std::nullopt);
        const auto young_enough = books.take_idle(start + idle_timeout - 1ns);
        REQUIRE(young_enough);
        CHECK(young_enough->connection == 1);
        CHECK(young_enough->since == start);
    }

    TEST_CASE("idle connections that are too old are handed out to be closed, oldest first") {
        core books = make_core(3, 0);
        for (const int connection : {1, 2, 3})
            dial(books, connection);
        books.put_back(1, start);
        books.put_back(2, start + 1s);
        books.put_back(3, start + 2s);
        CHECK(books.take_expired(start + idle_timeout - 1ns).empty());
        CHECK(books.take_expired(start + idle_timeout + 1s) == std::vector<int>{1, 2});
        CHECK(statistics_of(books).open == 1);
        CHECK(newest_idle(books, start + idle_timeout + 1s) == 3);
    }

    TEST_CASE("idle connections still count for the limit until they are handed out") {
        core books = make_core(1, 1);
        dial(books, 1);
        books.put_back(1, start);
        REQUIRE(books.enqueue("late"));
        CHECK_FALSE(books.next_dial());
        CHECK(books.take_expired(start + idle_timeout) == std::vector<int>{1});
        CHECK(books.next_dial());
    }

    TEST_CASE("all idle connections can be taken, whatever their age and the limit on it") {
        core::limits limits;
        limits.max_connections = 2;
        limits.idle_timeout = core::clock::duration::max();
        core books(limits);
        dial(books, 1);
        dial(books, 2);
        books.put_back(1, start);
        books.put_back(2, start + 1s);
        CHECK(books.take_expired(start + 2s).empty());
        CHECK(books.take_all_idle() == std::vector<int>{1, 2});
        CHECK(books.take_all_idle().empty());
        CHECK(statistics_of(books).open == 0);
    }

    TEST_CASE("a connection is dialled for everyone who waits, up to the limit") {
        core books = make_core(2, 10);
        for (const char* caller : {"a", "b", "c"})
            REQUIRE(books.enqueue(caller));
        const auto first = books.next_dial();
        const auto second = books.next_dial();
        REQUIRE((first && second));
        CHECK(first->waiter == "a");
        CHECK(second->waiter == "b");
        CHECK_FALSE(books.next_dial());
        CHECK(statistics_of(books).dialing == 2);
        CHECK(statistics_of(books).waiting == 3);
    }

    TEST_CASE("no second connection is dialled for one who waits") {
        core books = make_core(2, 10);
        enqueue_and_dial(books, "a");
        CHECK_FALSE(books.next_dial());
    }

    TEST_CASE("the queue is full when as many wait as may wait without hope of a dial") {
        core books = make_core(2, 1);
        enqueue_and_dial(books, "a");
        enqueue_and_dial(books, "b");
        CHECK(books.enqueue("c"));
        CHECK_FALSE(books.enqueue("d"));
        CHECK(statistics_of(books).waiting == 3);
    }

    TEST_CASE("with no queue allowed, a caller is still let in when a connection can be dialled") {
        core books = make_core(1, 0);
        const auto number = enqueue_and_dial(books, "a");
        CHECK_FALSE(books.enqueue("b"));
        books.dialed(number, 1, start);
        CHECK_FALSE(books.enqueue("b"));
        books.discarded();
        CHECK(books.enqueue("b"));
    }

    TEST_CASE("with no queue allowed, a caller is let in for a dial that nobody else waits for") {
        core books = make_core(2, 0);
        dial(books, 1);
        enqueue_and_dial(books, "a");
        CHECK(books.put_back(1, start).to == "a");
        CHECK(books.enqueue("b"));
        CHECK_FALSE(books.enqueue("c"));
    }

    TEST_CASE("an unlimited queue is never full") {
        core books = make_core(1, std::size_t(-1));
        for (int i = 0; i < 100; ++i)
            CHECK(books.enqueue("a"));
    }

    TEST_CASE("callers are served in the order in which they came") {
        core books = make_core(1, 10);
        dial(books, 1);
        for (const char* caller : {"a", "b", "c"})
            REQUIRE(books.enqueue(caller));
        for (const char* caller : {"a", "b", "c"}) {
            CHECK_FALSE(books.next_dial());
            const auto delivery = books.put_back(1, start);
            CHECK(delivery.to == caller);
            CHECK(delivery.connection == 1);
        }
        CHECK(statistics_of(books).waiting == 0);
        CHECK(statistics_of(books).in_use == 1);
    }

    TEST_CASE("a connection that comes back goes to a caller whose dial is still under way") {
        core books = make_core(2, 10);
        dial(books, 1);
        const auto number = enqueue_and_dial(books, "a");
        CHECK(books.put_back(1, start).to == "a");

        SUBCASE("and the new connection serves the next who waits") {
            REQUIRE(books.enqueue("b"));
            CHECK_FALSE(books.next_dial()); // one is on its way already
            const auto delivery = books.dialed(number, 2, start);
            CHECK(delivery.to == "b");
            CHECK(delivery.connection == 2);
            CHECK(statistics_of(books).in_use == 2);
        }
        SUBCASE("and the new connection becomes idle if nobody waits") {
            const auto delivery = books.dialed(number, 2, start);
            CHECK_FALSE(delivery.to);
            CHECK_FALSE(delivery.connection);
            CHECK(statistics_of(books).idle == 1);
            CHECK(newest_idle(books, start) == 2);
        }
        SUBCASE("and if the dial fails, nobody is told, but one is dialled for the next") {
            REQUIRE(books.enqueue("b"));
            CHECK_FALSE(books.next_dial());
            CHECK_FALSE(books.dial_failed(number));
            const auto order = books.next_dial();
            REQUIRE(order);
            CHECK(order->waiter == "b");
        }
    }

    TEST_CASE("a dial serves the caller that it was made for, before those who came earlier") {
        core books = make_core(2, 10);
        enqueue_and_dial(books, "a");
        const auto second = enqueue_and_dial(books, "b");
        const auto delivery = books.dialed(second, 1, start);
        CHECK(delivery.to == "b");
        CHECK(statistics_of(books).waiting == 1);
    }

    TEST_CASE("a failed dial is told to its own caller only") {
        core books = make_core(2, 10);
        const auto first = enqueue_and_dial(books, "a");
        enqueue_and_dial(books, "b");
        REQUIRE(books.enqueue("c"));
        CHECK(books.dial_failed(first) == "a");
        CHECK(statistics_of(books).waiting == 2);
        CHECK(statistics_of(books).dialing == 1);
        const auto order = books.next_dial();
        REQUIRE(order);
        CHECK(order->waiter == "c");
    }

    TEST_CASE("giving up") {
        core books = make_core(2, 10);

        SUBCASE("stops a dial that serves nobody else, which is still counted until it ends") {
            const auto number = enqueue_and_dial(books, "a");
            CHECK(books.abandon(number));
            CHECK(statistics_of(books).waiting == 0);
            CHECK(statistics_of(books).dialing == 1);
            CHECK_FALSE(books.dial_failed(number));
            CHECK(statistics_of(books).dialing == 0);
        }
        SUBCASE("does not stop a dial that can serve the next") {
            const auto number = enqueue_and_dial(books, "a");
            enqueue_and_dial(books, "b");
            REQUIRE(books.enqueue("c"));
            CHECK_FALSE(books.abandon(number));
            CHECK(books.dialed(number, 1, start).to == "b");
        }
        SUBCASE("stops no dial if the caller has none of its own") {
            dial(books, 1);
            const auto number = enqueue_and_dial(books, "a");
            const auto undialed = books.enqueue("b");
            REQUIRE(undialed);
            CHECK_FALSE(books.abandon(*undialed));
            CHECK(books.dialed(number, 2, start).to == "a");
        }
        SUBCASE("is too late for one who was served or has given up already") {
            const auto number = enqueue_and_dial(books, "a");
            books.dialed(number, 1, start);
            CHECK_FALSE(books.abandon(number));
            const auto other = enqueue_and_dial(books, "b");
            CHECK(books.abandon(other));
            CHECK_FALSE(books.abandon(other));
            CHECK(statistics_of(books).in_use == 1);
        }
    }

    TEST_CASE("a connection is dialled for one who waits when another is closed") {
        core books = make_core(1, 10);
        dial(books, 1);
        REQUIRE(books.enqueue("a"));
        CHECK_FALSE(books.next_dial());
        books.discarded();
        const auto order = books.next_dial();
        REQUIRE(order);
        CHECK(order->waiter == "a");
        CHECK(statistics_of(books).open == 0);
    }

    TEST_CASE("closing empties the queue, in order, and leaves the dials to end") {
        core books = make_core(2, 10);
        dial(books, 1);
        const auto number = enqueue_and_dial(books, "a");
        REQUIRE(books.enqueue("b"));
        CHECK(books.take_waiters() == std::vector<std::string>{"a", "b"});
        CHECK(books.take_waiters().empty());
        CHECK(statistics_of(books).waiting == 0);
        CHECK(statistics_of(books).dialing == 1);
        CHECK_FALSE(books.dial_failed(number));
        books.discarded();
        CHECK(statistics_of(books).open == 0);
        CHECK(statistics_of(books).dialing == 0);
    }

    TEST_CASE("statistics of several origins add up") {
        core one = make_core(1, 10);
        dial(one, 1);
        REQUIRE(one.enqueue("a"));
        core other = make_core(2, 10);
        dial(other, 2);
        other.put_back(2, start);
        REQUIRE(other.take_idle(start));
        enqueue_and_dial(other, "b");

        coai::pool_statistics sum;
        one.add_to(sum);
        other.add_to(sum);
        CHECK(sum.open == 2);
        CHECK(sum.in_use == 2);
        CHECK(sum.idle == 0);
        CHECK(sum.dialing == 1);
        CHECK(sum.waiting == 2);
    }

    TEST_CASE("connections need only be movable") {
        coai::net::pool_core<std::unique_ptr<int>, int>::limits limits;
        limits.idle_timeout = 1s;
        coai::net::pool_core<std::unique_ptr<int>, int> books(limits);
        const auto number = books.enqueue(7);
        REQUIRE(number);
        REQUIRE(books.next_dial());
        auto delivery = books.dialed(*number, std::make_unique<int>(1), start);
        REQUIRE(delivery.connection);
        books.put_back(std::move(*delivery.connection), start);
        CHECK(*books.take_idle(start)->connection == 1);
    }
}

} // namespace
