#pragma once

#include <coai/pool_statistics.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace coai::net {

/// The bookkeeping of one origin's connections: decides, and does no I/O.
///
/// Idle connections are reused newest first, so that surplus ones grow old and are dropped. Callers
/// that find none wait in order of arrival. As long as the limit allows, a connection is dialled
/// for every one that waits; a connection that is put back meanwhile goes to the oldest caller all
/// the same ("late binding"), and the dialled one then serves the next or becomes idle.
///
/// Connection is a movable handle, Waiter a copyable one. Not thread-safe.
template <class Connection, class Waiter>
class pool_core {
public:
    using clock = std::chrono::steady_clock;
    /// Names a waiting caller.
    using ticket = std::uint64_t;

    struct limits {
        std::size_t max_connections = 1;
        std::size_t max_waiting = 0;
        clock::duration idle_timeout{};
    };

    /// A connection that no call uses, and since when.
    struct idle {
        Connection connection;
        clock::time_point since;
    };

    explicit pool_core(limits bounds) : limits_(bounds) {}

    /// The newest idle connection, if there is one that is young enough. It may turn out to be
    /// dead: then report discarded() and ask again.
    std::optional<idle> take_idle(clock::time_point now) {
        if (idle_.empty() || now - idle_.back().since >= limits_.idle_timeout)
            return std::nullopt;
        idle newest = std::move(idle_.back());
        idle_.pop_back();
        ++in_use_;
        return newest;
    }

    /// Moves the idle connections that are too old out of the pool, to be closed.
    std::vector<Connection> take_expired(clock::time_point now) {
        std::vector<Connection> expired;
        std::size_t count = 0;
        while (count < idle_.size() && now - idle_[count].since >= limits_.idle_timeout)
            expired.push_back(std::move(idle_[count++].connection));
        idle_.erase(idle_.begin(), idle_.begin() + static_cast<std::ptrdiff_t>(count));
        return expired;
    }

    /// Moves all idle connections out of the pool, to be closed.
    std::vector<Connection> take_all_idle() {
        std::vector<Connection> all;
        for (idle& entry : std::exchange(idle_, {}))
            all.push_back(std::move(entry.connection));
        return all;
    }

    /// Calls `visit` with the idle connections, newest first, for as long as it returns true.
    template <class Visit>
    void visit_idle(Visit visit) {
        for (auto entry = idle_.rbegin(); entry != idle_.rend() && visit(entry->connection);)
            ++entry;
    }

    /// Whether a call has a connection.
    bool in_use() const noexcept { return in_use_ != 0; }

    /// Puts a caller into the queue; nothing when the queue is full. next_dial() must follow.
    std::optional<ticket> enqueue(Waiter waiter) {
        // Callers whose connections are being made or may be made do not count.
        const std::size_t expected = limits_.max_connections - in_use_ - idle_.size();
        if (waiters_.size() >= expected && waiters_.size() - expected >= limits_.max_waiting)
            return std::nullopt;
        const ticket number = next_ticket_++;
        waiters_.emplace_hint(waiters_.end(), number, std::move(waiter));
        return number;
    }

    /// A connection to be made, and for whom.
    struct dial_order {
        ticket starter;
        Waiter waiter;
    };

    /// The next connection to be dialled now, if any; ask until there is none. dialed() or
    /// dial_failed() must follow. `most` bounds the connections beside the limit for all times.
    std::optional<dial_order> next_dial(std::size_t most = SIZE_MAX) {
        if (in_use_ + idle_.size() + dialing_ >= std::min(limits_.max_connections, most))
            return std::nullopt;
        // Orphaned dials, whose callers were served otherwise, count for those who still wait.
        if (waiters_.size() <= dialing_)
            return std::nullopt;
        const auto next = waiters_.upper_bound(last_dialed_);
        last_dialed_ = next->first;
        ++dialing_;
        return dial_order{next->first, next->second};
    }

    /// A connection for a caller, who has left the queue. Both are empty when nobody waits and the
    /// pool keeps the connection as idle.
    struct delivery {
        std::optional<Waiter> to;
        std::optional<Connection> connection;
    };

    /// A connection in use has served its call and can serve another.
    delivery put_back(Connection connection, clock::time_point now) {
        --in_use_;
        return place(std::move(connection), waiters_.begin(), now);
    }

    /// A connection in use was closed.
    void discarded() { --in_use_; }

    /// A dial has made a connection; its own caller comes first, if still there.
    delivery dialed(ticket starter, Connection connection, clock::time_point now) {
        --dialing_;
        const auto own = waiters_.find(starter);
        return place(std::move(connection), own != waiters_.end() ? own : waiters_.begin(), now);
    }

    /// A dial has failed; its caller, if still there, leaves the queue and is to be told.
    std::optional<Waiter> dial_failed(ticket starter) {
        --dialing_;
        const auto own = waiters_.find(starter);
        if (own == waiters_.end())
            return std::nullopt;
        return remove(own);
    }

    /// A caller has given up. True when its dial serves nobody now and may be stopped;
    /// dial_failed() or dialed() must follow all the same.
    bool abandon(ticket number) {
        const auto own = waiters_.find(number);
        if (own == waiters_.end())
            return false;
        remove(own);
        return number <= last_dialed_ && dialing_ > waiters_.size();
    }

    /// Empties the queue, for a pool that closes.
    std::vector<Waiter> take_waiters() {
        std::vector<Waiter> all;
        while (!waiters_.empty())
            all.push_back(remove(waiters_.begin()));
        return all;
    }

    /// Adds this origin's share to the numbers of a pool.
    void add_to(pool_statistics& statistics) const {
        statistics.open += in_use_ + idle_.size();
        statistics.in_use += in_use_;
        statistics.idle += idle_.size();
        statistics.dialing += dialing_;
        statistics.waiting += waiters_.size();
    }

private:
    using queue = std::map<ticket, Waiter>;

    Waiter remove(typename queue::iterator position) {
        Waiter waiter = std::move(position->second);
        waiters_.erase(position);
        return waiter;
    }

    delivery place(Connection connection, typename queue::iterator receiver,
                   clock::time_point now) {
        if (receiver == waiters_.end()) {
            idle_.push_back(idle{std::move(connection), now});
            return delivery{};
        }
        ++in_use_;
        return delivery{remove(receiver), std::move(connection)};
    }

    limits limits_;
    std::vector<idle> idle_; // oldest first
    queue waiters_;
    ticket next_ticket_ = 1;
    ticket last_dialed_ = 0; // whoever waits with this or a smaller number has a dial under way
    std::size_t in_use_ = 0;
    std::size_t dialing_ = 0;
};

} // namespace coai::net
