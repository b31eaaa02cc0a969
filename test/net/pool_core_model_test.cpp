#include "net/pool_core.hpp"

#include "net/pool_books.hpp"
#include "testing/seeded_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace net_test;

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
            CHECK(reused->connection == idle_.back().first);
            CHECK(reused->since == idle_.back().second);
            CHECK(now_ - reused->since < idle_timeout);
            idle_.pop_back();
            in_use_.push_back(reused->connection);
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
    core::clock::time_point now_ = start;
    std::vector<int> in_use_;
    std::vector<std::pair<int, core::clock::time_point>> idle_;
    std::vector<core::ticket> dials_;
    std::deque<caller> waiting_;
    std::set<core::ticket> left_;
    int connections_ = 0;
    int callers_ = 0;
};

TEST_SUITE("pool core") {
    TEST_CASE("whatever happens, in whatever order, the books agree with a simpler model") {
        constexpr int steps = 25'000;
        struct row {
            std::size_t max_connections;
            std::size_t max_waiting;
            std::uint64_t seed;
        };
        for (const row& each : {row{1, 2, 1}, row{3, 0, 2}, row{4, 5, 3}, row{16, 3, 4}}) {
            CAPTURE(each.max_connections);
            CAPTURE(each.max_waiting);
            model driven(each.max_connections, each.max_waiting, each.seed);
            for (int i = 0; i < steps; ++i)
                driven.step();
        }
    }
}

} // namespace
