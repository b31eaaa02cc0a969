#include "net/pool.hpp"

#include "http/failure.hpp"
#include "net/connect.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// Sessions kept for resumption, for each origin: about what a burst of new connections can use.
constexpr std::size_t sessions_per_origin = 32;

/// How long the connections of a burst may resume the same session.
constexpr std::chrono::seconds session_sharing{1};

/// So long after its last byte, an answer is still the last that was heard of the peer.
constexpr std::chrono::milliseconds trusted_after_answer{1};

/// How long a first connection may take until its session is there, before the others are dialled
/// without it: as long as an address may take before the next one is tried.
constexpr std::chrono::milliseconds first_connection_patience = connection_attempt_delay;

[[noreturn]] void throw_aborted() {
    throw boost::system::system_error(asio::error::operation_aborted);
}

} // namespace

/// A caller in the queue, and what it was given. The fields are guarded by the pool's mutex.
class pool::waiter {
public:
    waiter(const asio::any_io_executor& executor, const acquire_limits& wanted)
        : given_something(executor, wanted.deadline), connect_timeout(wanted.connect_timeout) {}

    one_shot_event given_something;
    std::chrono::milliseconds connect_timeout;
    core::ticket number = 0;
    connection_ptr connection;
    std::exception_ptr error;
};

/// Idle connections on their way out, closed when the pool's lock is gone. Their last exchange
/// ended well, so their TLS sessions stay good.
class pool::retired_connections {
public:
    retired_connections() = default;
    retired_connections(const retired_connections&) = delete;
    retired_connections& operator=(const retired_connections&) = delete;
    ~retired_connections() {
        for (const connection_ptr& closing : connections_)
            closing->close(true);
    }

    void add(connection_ptr closing) { connections_.push_back(std::move(closing)); }

private:
    std::vector<connection_ptr> connections_;
};

/// Takes a caller out of the queue however its wait ends, and puts a connection back that it was
/// given too late.
class pool::waiter_guard {
public:
    waiter_guard(pool& owner, const origin& destination, waiter& waiting)
        : owner_(owner), destination_(destination), waiting_(waiting) {}
    waiter_guard(const waiter_guard&) = delete;
    waiter_guard& operator=(const waiter_guard&) = delete;
    ~waiter_guard() { owner_.abandon(destination_, waiting_); }

private:
    pool& owner_;
    const origin& destination_;
    waiter& waiting_;
};

pool::origin_state::origin_state(const core::limits& limits, const asio::any_io_executor& executor,
                                 std::shared_ptr<session_cache> shared, bool dial_at_once)
    : books(limits), sessions(std::move(shared)), at_once(dial_at_once), patience(executor) {}

pool::pool(pool_options options, dialer::settings settings)
    : options_(options), executor_(settings.executor), dialer_(std::move(settings)) {}

pool::origin_state& pool::state_of(const origin& destination) {
    const auto found = origins_.find(destination);
    if (found != origins_.end())
        return found->second;
    core::limits limits;
    limits.max_connections = options_.max_connections;
    limits.max_waiting = options_.max_waiting;
    limits.idle_timeout = options_.idle_timeout;
    // Posted, because it is called while a connection is read, with or without the pool's lock.
    auto on_first_session = [weak = weak_from_this(), executor = executor_, destination] {
        asio::post(executor, [weak, destination] {
            if (const auto self = weak.lock())
                self->dial_at_once(destination);
        });
    };
    auto sessions = std::make_shared<session_cache>(sessions_per_origin, session_sharing,
                                                    std::move(on_first_session));
    return origins_
        .try_emplace(destination, limits, executor_, std::move(sessions), !destination.tls)
        .first->second;
}

pool::connection_ptr pool::take_live(core& books, retired_connections& retired) {
    const auto now = std::chrono::steady_clock::now();
    connection_ptr live;
    while (!live) {
        auto idle = books.take_idle(now);
        if (!idle)
            break;
        // is_idle() costs a call of the system, which can be spared where a request may be
        // replayed.
        connection& newest = *idle->connection;
        const bool trusted = options_.replay_stale && now - idle->since < trusted_after_answer &&
                             newest.nothing_follows();
        if (trusted || newest.is_idle()) {
            live = std::move(idle->connection);
        } else {
            books.discarded();
            open_.erase(newest.watchdog().get());
            retired.add(std::move(idle->connection));
        }
    }
    retire(books.take_expired(now), retired);
    return live;
}

lease pool::try_acquire(const origin& destination) {
    retired_connections retired;
    std::lock_guard lock(mutex_);
    if (shut_down_)
        throw_aborted();
    connection_ptr live = take_live(state_of(destination).books, retired);
    if (!live)
        return lease();
    count_reuse(*live);
    return lease(shared_from_this(), destination, std::move(live));
}

pool::connection_ptr pool::take_or_enqueue(const origin& destination, const acquire_limits& limits,
                                           waiter_ptr& queued) {
    retired_connections retired;
    // One lock for both, or a connection that came back in between would be idle while we wait.
    std::lock_guard lock(mutex_);
    if (shut_down_)
        throw_aborted();
    core& books = state_of(destination).books;
    if (connection_ptr live = take_live(books, retired)) {
        count_reuse(*live);
        return live;
    }
    queued = std::make_shared<waiter>(executor_, limits);
    const auto number = books.enqueue(queued);
    if (!number) {
        detail::failure failed(errc::pool_exhausted);
        failed.message = "all " + std::to_string(options_.max_connections) + " connections to " +
                         destination.host + " are in use and " +
                         std::to_string(options_.max_waiting) + " calls wait already";
        failed.option = "pool.max_waiting";
        detail::throw_failure(std::move(failed));
    }
    queued->number = *number;
    return nullptr;
}

asio::awaitable<lease> pool::acquire(origin destination, acquire_limits limits) {
    const auto self = shared_from_this();
    waiter_ptr waiting;
    if (connection_ptr idle = take_or_enqueue(destination, limits, waiting))
        co_return lease(self, std::move(destination), std::move(idle));

    const waiter_guard guard(*this, destination, *waiting);
    start_dials(destination);
    const wait_result waited = co_await waiting->given_something.wait();
    if (waited == wait_result::timed_out)
        detail::throw_failure(limits.deadline_kind, "no connection became free in time");
    std::unique_lock lock(mutex_);
    if (waiting->error)
        std::rethrow_exception(waiting->error);
    connection_ptr given = std::move(waiting->connection);
    count_reuse(*given);
    lock.unlock();
    co_return lease(self, destination, std::move(given)); // the guard still needs the destination
}

void pool::start_dials(const origin& destination) {
    for (;;) {
        std::unique_lock lock(mutex_);
        if (shut_down_)
            return;
        origin_state& state = state_of(destination);
        const auto order = state.at_once ? state.books.next_dial() : state.books.next_dial(1);
        if (!order)
            return;
        if (!state.at_once) {
            state.patience.expires_after(first_connection_patience);
            state.patience.async_wait([weak = weak_from_this(), destination](error_code ec) {
                const auto self = ec ? nullptr : weak.lock();
                if (self)
                    self->dial_at_once(destination);
            });
        }
        const auto task = std::make_shared<dial_task>(executor_, order->waiter->connect_timeout);
        state.dials.emplace(order->starter, task);
        const auto sessions = state.sessions;
        lock.unlock();
        task->post([self = shared_from_this(), destination, starter = order->starter, task,
                    sessions] { self->run_dial(destination, starter, task, sessions); });
    }
}

void pool::dial_at_once(const origin& destination) {
    {
        std::lock_guard lock(mutex_);
        origin_state& state = state_of(destination);
        if (std::exchange(state.at_once, true))
            return;
        state.patience.cancel();
    }
    start_dials(destination);
}

void pool::run_dial(const origin& destination, core::ticket starter,
                    const std::shared_ptr<dial_task>& task,
                    std::shared_ptr<session_cache> sessions) {
    auto on_done = [self = shared_from_this(), destination, starter, task](std::exception_ptr error,
                                                                           connection_ptr made) {
        self->on_dialed(destination, starter, *task, std::move(error), std::move(made));
    };
    task->start(dialer_.dial(destination, std::move(sessions)), std::move(on_done));
}

void pool::on_dialed(const origin& destination, core::ticket starter, dial_task& task,
                     std::exception_ptr error, connection_ptr made) {
    task.finished();
    const bool failed = !made;
    {
        std::lock_guard lock(mutex_);
        origin_state& state = state_of(destination);
        state.dials.erase(starter);
        if (made && !shut_down_) {
            add(*made);
            deliver(state.books.dialed(starter, std::move(made), std::chrono::steady_clock::now()));
        } else if (const auto waiting = state.books.dial_failed(starter)) {
            (*waiting)->error = task.timed_out() ? task.timeout_error() : std::move(error);
            (*waiting)->given_something.set();
        }
    }
    if (failed)
        dial_at_once(destination);
    start_dials(destination);
}

void pool::add(const connection& made) {
    open_.emplace(made.watchdog().get(), made.watchdog());
    ++totals_.created;
    if (SSL* ssl = made.transport().ssl()) {
        ++totals_.handshakes;
        totals_.resumed += SSL_session_reused(ssl) ? 1U : 0U;
    }
}

void pool::count_reuse(const connection& given) {
    if (given.served > 0)
        ++totals_.reused;
}

void pool::retire(std::vector<connection_ptr> idle, retired_connections& into) {
    for (connection_ptr& closing : idle) {
        open_.erase(closing->watchdog().get());
        into.add(std::move(closing));
    }
}

void pool::deliver(core::delivery delivery) {
    if (!delivery.to)
        return;
    (*delivery.to)->connection = std::move(*delivery.connection);
    (*delivery.to)->given_something.set();
}

/// To stop a timer and start it with the next call costs more than to let it run. But when no call
/// is under way any more, nothing may keep the io_context running.
void pool::stop_timers_if_idle(core& books) {
    if (books.in_use())
        return;
    // Those that have been idle since the last time are behind these, and have none.
    books.visit_idle([](const connection_ptr& idle) {
        if (!std::exchange(idle->has_timer_running, false))
            return false;
        idle->watchdog()->stop_timer();
        return true;
    });
}

void pool::abandon(const origin& destination, waiter& waiting) {
    connection_ptr late;
    {
        std::lock_guard lock(mutex_);
        late = std::move(waiting.connection);
        origin_state& state = state_of(destination);
        if (!late && state.books.abandon(waiting.number)) {
            const auto own = state.dials.find(waiting.number);
            if (own != state.dials.end())
                own->second->stop();
        }
    }
    if (late)
        put_back(destination, std::move(late));
}

void pool::put_back(const origin& destination, connection_ptr returned) {
    returned->watchdog()->disarm();
    returned->release_buffer();
    bool others_may_follow = false;
    {
        retired_connections retired;
        std::lock_guard lock(mutex_);
        if (!shut_down_) {
            const auto now = std::chrono::steady_clock::now();
            returned->has_timer_running = true;
            origin_state& state = state_of(destination);
            deliver(state.books.put_back(std::move(returned), now));
            stop_timers_if_idle(state.books);
            retire(state.books.take_expired(now), retired);
            others_may_follow = !state.at_once;
        }
    }
    if (returned)
        discard(destination, std::move(returned));
    else if (others_may_follow)
        dial_at_once(destination);
}

void pool::discard(const origin& destination, connection_ptr closing) {
    {
        std::lock_guard lock(mutex_);
        open_.erase(closing->watchdog().get());
        core& books = state_of(destination).books;
        books.discarded();
        stop_timers_if_idle(books);
    }
    closing.reset();
    dial_at_once(destination);
    start_dials(destination); // there is room for one now
}

void pool::drop_idle(const origin& destination) {
    retired_connections retired;
    std::lock_guard lock(mutex_);
    retire(state_of(destination).books.take_all_idle(), retired);
}

void pool::shut_down() {
    retired_connections retired;
    std::lock_guard lock(mutex_);
    if (std::exchange(shut_down_, true))
        return;
    const auto aborted =
        std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted));
    for (auto& [destination, state] : origins_) {
        for (const waiter_ptr& waiting : state.books.take_waiters()) {
            waiting->error = aborted;
            waiting->given_something.set();
        }
        for (const auto& [starter, task] : state.dials)
            task->stop();
        state.patience.cancel();
        retire(state.books.take_all_idle(), retired);
    }
    for (const auto& [key, in_use] : open_)
        in_use->interrupt();
}

pool_statistics pool::statistics() const {
    std::lock_guard lock(mutex_);
    pool_statistics now = totals_;
    for (const auto& [destination, state] : origins_)
        state.books.add_to(now);
    return now;
}

} // namespace coai::net
