#pragma once

#include "net/connection.hpp"
#include "net/dial_task.hpp"
#include "net/dialer.hpp"
#include "net/lease.hpp"
#include "net/origin.hpp"
#include "net/pool_core.hpp"

#include <coai/options.hpp>
#include <coai/pool_statistics.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace coai::net {

/// How long a caller is willing to wait for a connection.
struct acquire_limits {
    /// When to stop waiting, and what that is called.
    time_point deadline = time_point::max();
    errc deadline_kind = errc::queue_timeout;
    /// For the dial, if one is made for this caller; zero for no limit.
    std::chrono::milliseconds connect_timeout{};
};

/// The connections of a client. Thread-safe: its books are kept under a mutex that is never held
/// across a suspension, and a connection belongs to one call at a time.
class pool : public std::enable_shared_from_this<pool> {
public:
    pool(pool_options options, dialer::settings settings);

    /// An idle connection to `destination`; an empty lease if there is none.
    /// @throws operation_aborted when the pool has been shut down.
    lease try_acquire(const origin& destination);

    /// A connection to `destination`: an idle one, or the first to come back or be made.
    ///
    /// @throws connection_error (errc::pool_exhausted, or what failed about the dial),
    /// timeout_error, and operation_aborted when cancelled or when the pool is shut down.
    boost::asio::awaitable<lease> acquire(origin destination, acquire_limits limits);

    /// Closes the idle connections to `destination`, after one has turned out to be stale.
    void drop_idle(const origin& destination);

    /// Closes everything and fails whoever waits; calls under way end with operation_aborted.
    void shut_down();

    pool_statistics statistics() const;

private:
    friend class lease;
    class waiter;
    class waiter_guard;
    class retired_connections;
    using connection_ptr = std::unique_ptr<connection>;
    using waiter_ptr = std::shared_ptr<waiter>;
    using core = pool_core<connection_ptr, waiter_ptr>;

    /// What the pool knows about one origin.
    ///
    /// The first connection to a TLS server is dialled alone, so that the others can resume its
    /// session, for which no server needs to sign and no client to verify certificates: a fraction
    /// of the work. They follow when the session has come, when there is news of the first in any
    /// other way, and otherwise when `patience` fires.
    struct origin_state {
        origin_state(const core::limits& limits, const boost::asio::any_io_executor& executor,
                     std::shared_ptr<session_cache> shared, bool dial_at_once);

        core books;
        std::shared_ptr<session_cache> sessions;
        std::map<core::ticket, std::shared_ptr<dial_task>> dials;
        bool at_once;
        boost::asio::steady_timer patience;
    };

    origin_state& state_of(const origin& destination);
    connection_ptr take_or_enqueue(const origin& destination, const acquire_limits& limits,
                                   waiter_ptr& queued);
    connection_ptr take_live(core& books, retired_connections& retired);
    void start_dials(const origin& destination);
    void dial_at_once(const origin& destination);
    void run_dial(const origin& destination, core::ticket starter,
                  const std::shared_ptr<dial_task>& task, std::shared_ptr<session_cache> sessions);
    void on_dialed(const origin& destination, core::ticket starter, dial_task& task,
                   std::exception_ptr error, connection_ptr made);
    void add(const connection& made);
    void count_reuse(const connection& given);
    void retire(std::vector<connection_ptr> idle, retired_connections& into);
    static void deliver(core::delivery delivery);
    static void stop_timers_if_idle(core& books);
    void abandon(const origin& destination, waiter& waiting);
    void put_back(const origin& destination, connection_ptr returned);
    void discard(const origin& destination, connection_ptr closing);

    pool_options options_;
    boost::asio::any_io_executor executor_;
    dialer dialer_;

    mutable std::mutex mutex_;
    bool shut_down_ = false;
    std::map<origin, origin_state> origins_;
    std::unordered_map<watchdog*, std::shared_ptr<watchdog>> open_;
    pool_statistics totals_;
};

} // namespace coai::net
