#include "net/pool_core.hpp"

#include "testing/seeded_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using core = coai::net::pool_core<int, std::string>;
using time_point = core::clock::time_point;

constexpr time_point start{1h};
constexpr auto idle_timeout = 10s;

core make_core(std::size_t max_connections, std::size_t max_waiting) {
    core::limits limits;
    limits.max_connections = max_connections;
    limits.max_waiting = max_waiting;
    limits.idle_timeout = idle_timeout;
    return core(limits);
}

coai::pool_statistics statistics_of(const core& books) {
    coai::pool_statistics numbers;
    books.add_to(numbers);
    return numbers;
}

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

TEST_SUITE("pool core") {
    TEST_CASE("the connection that was used last is reused first") {
        core books = make_core(3, 0);
        for (const int connection : {1, 2, 3})
            dial(books, connection);
        books.put_back(2, start);
        books.put_back(3, start + 1s);
        books.put_back(1, start + 2s);
        CHECK(statistics_of(books).idle == 3);

        CHECK(books.take_idle(start + 3s) == 1);
        CHECK(books.take_idle(start + 3s) == 3);
        CHECK(books.take_idle(start + 3s) == 2);
        CHECK(books.take_idle(start + 3s) == std::nullopt);
        CHECK(statistics_of(books).in_use == 3);
    }

    TEST_CASE("an idle connection is not reused once it is as old as the limit") {
        core books = make_core(1, 0);
        dial(books, 1);
        books.put_back(1, start);
        CHECK(books.take_idle(start + idle_timeout) == std::nullopt);
        CHECK(books.take_idle(start + idle_timeout - 1ns) == 1);
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
        CHECK(books.take_idle(start + idle_timeout + 1s) == 3);
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
            CHECK(books.take_idle(start) == 2);
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
        CHECK(**books.take_idle(start) == 1);
    }
}

/// Drives the books at random and knows, the slow way, what they must say.
class model {
public:
    model(std::size_t max_connections, std::size_t max_waiting, std::uint64_t seed)
        : max_connections_(max_connections),
          max_waiting_(max_waiting),
          random_(seed),
          books_(make_core(max_connections, max_waiting)) {}

    void step() {
        now_ += std::chrono::milliseconds(random_.below(300));
        if (random_.below(50) == 0)
            now_ += idle_timeout;
        switch (random_.below(10)) {
        case 0:
        case 1:
        case 2:
            arrive();
            break;
        case 3:
        case 4:
            finish_call(true);
            break;
        case 5:
            finish_call(false);
            break;
        case 6:
        case 7:
            end_dial(true);
            break;
        case 8:
            end_dial(false);
            break;
        case 9:
            give_up();
            break;
        }
        order_dials();
        check();
    }

private:
    using caller = std::pair<core::ticket, std::string>;

    /// As a pool does: an idle connection, or the queue.
    void arrive() {
        if (const auto reused = books_.take_idle(now_)) {
            REQUIRE(!idle_.empty());
            CHECK(*reused == idle_.back().first);
            CHECK(now_ - idle_.back().second < idle_timeout);
            idle_.pop_back();
            in_use_.push_back(*reused);
            return;
        }
        const auto expired = books_.take_expired(now_);
        CHECK(expired.size() == idle_.size());
        idle_.clear();

        std::string name = "caller " + std::to_string(++callers_);
        const std::size_t hopeful = max_connections_ - in_use_.size();
        const bool full = waiting_.size() >= hopeful + max_waiting_;
        const auto number = books_.enqueue(name);
        CHECK(number.has_value() == !full);
        if (number)
            waiting_.emplace_back(*number, std::move(name));
    }

    void finish_call(bool reusable) {
        if (in_use_.empty())
            return;
        const int connection = take_at_random(in_use_);
        if (reusable)
            expect(books_.put_back(connection, now_), connection, waiting_.begin());
        else
            books_.discarded();
    }

    void end_dial(bool succeeds) {
        if (dials_.empty())
            return;
        const core::ticket starter = take_at_random(dials_);
        const auto own = find(starter);
        if (succeeds) {
            const int connection = ++connections_;
            expect(books_.dialed(starter, connection, now_), connection,
                   own != waiting_.end() ? own : waiting_.begin());
            return;
        }
        const auto told = books_.dial_failed(starter);
        CHECK(told.has_value() == (own != waiting_.end()));
        if (told) {
            CHECK(*told == own->second);
            leave(own);
        }
    }

    void give_up() {
        if (waiting_.empty())
            return;
        const auto chosen =
            waiting_.begin() + static_cast<std::ptrdiff_t>(random_.below(waiting_.size()));
        const core::ticket number = chosen->first;
        const bool dialed = std::find(dials_.begin(), dials_.end(), number) != dials_.end();
        leave(chosen);
        CHECK(books_.abandon(number) == (dialed && dials_.size() > waiting_.size()));
        CHECK_FALSE(books_.abandon(number));
    }

    void order_dials() {
        while (const auto order = books_.next_dial()) {
            const auto own = find(order->starter);
            REQUIRE(own != waiting_.end());
            CHECK(order->waiter == own->second);
            CHECK(std::find(dials_.begin(), dials_.end(), order->starter) == dials_.end());
            dials_.push_back(order->starter);
        }
    }

    void expect(const core::delivery& delivery, int connection, std::deque<caller>::iterator to) {
        if (to == waiting_.end()) {
            CHECK_FALSE(delivery.to);
            CHECK_FALSE(delivery.connection);
            idle_.emplace_back(connection, now_);
            return;
        }
        CHECK(delivery.to == to->second);
        CHECK(delivery.connection == connection);
        leave(to);
        in_use_.push_back(connection);
    }

    /// A caller leaves the queue, for whatever reason, once.
    void leave(std::deque<caller>::iterator who) {
        CHECK(left_.insert(who->first).second);
        waiting_.erase(who);
    }

    void check() const {
        const coai::pool_statistics numbers = statistics_of(books_);
        CHECK(numbers.in_use == in_use_.size());
        CHECK(numbers.idle == idle_.size());
        CHECK(numbers.open == in_use_.size() + idle_.size());
        CHECK(numbers.dialing == dials_.size());
        CHECK(numbers.waiting == waiting_.size());

        const std::size_t taken = numbers.open + numbers.dialing;
        CHECK(taken <= max_connections_);
        CHECK((numbers.waiting <= numbers.dialing || taken == max_connections_));
        CHECK((numbers.waiting == 0 || numbers.idle == 0));
    }

    std::deque<caller>::iterator find(core::ticket number) {
        return std::find_if(waiting_.begin(), waiting_.end(),
                            [number](const caller& who) { return who.first == number; });
    }

    template <class T>
    T take_at_random(std::vector<T>& from) {
        const std::size_t index = random_.below(from.size());
        const T taken = from[index];
        from[index] = from.back();
        from.pop_back();
        return taken;
    }

    std::size_t max_connections_;
    std::size_t max_waiting_;
    coai::testing::seeded_random random_;
    core books_;
    time_point now_ = start;
    std::vector<int> in_use_;
    std::vector<std::pair<int, time_point>> idle_;
    std::vector<core::ticket> dials_;
    std::deque<caller> waiting_;
    std::set<core::ticket> left_;
    int connections_ = 0;
    int callers_ = 0;
};

TEST_SUITE("pool core") {
    TEST_CASE("whatever happens, in whatever order, the books agree with a simpler model") {
        constexpr int steps = 25'000;
        for (const auto& [max_connections, max_waiting, seed] :
             {std::tuple(1, 2, 1), std::tuple(3, 0, 2), std::tuple(4, 5, 3),
              std::tuple(16, 3, 4)}) {
            CAPTURE(max_connections);
            CAPTURE(max_waiting);
            model driven(static_cast<std::size_t>(max_connections),
                         static_cast<std::size_t>(max_waiting), static_cast<std::uint64_t>(seed));
            for (int i = 0; i < steps; ++i)
                driven.step();
        }
    }
}

} // namespace
