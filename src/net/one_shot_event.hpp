#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list_hook.hpp>

#include <chrono>
#include <mutex>

namespace coai::net {

using time_point = std::chrono::steady_clock::time_point;

/// How a wait for an event ended.
enum class wait_result { set, timed_out };

/// Something that happens once and that one coroutine waits for, at most until a deadline.
///
/// It is built on a timer, not on a stored handler, so that an io_context that is destroyed finds
/// and destroys the waiting coroutine. It must die with that coroutine, or before the io_context.
class one_shot_event {
public:
    explicit one_shot_event(const boost::asio::any_io_executor& executor,
                            time_point deadline = time_point::max());
    one_shot_event(const one_shot_event&) = delete;
    one_shot_event& operator=(const one_shot_event&) = delete;
    ~one_shot_event();

    /// May be called from any thread, before the wait begins, and while the io_context is being
    /// destroyed on another thread.
    void set();

    /// @throws boost::system::system_error with operation_aborted when the coroutine is cancelled.
    boost::asio::awaitable<wait_result> wait();

private:
    class initiate_wait;
    class shutdown_notice;

    std::mutex mutex_;
    boost::asio::steady_timer timer_;
    boost::intrusive::list_member_hook<> among_events_;
    shutdown_notice* notice_; // null once the io_context has been shut down
    bool set_ = false;
};

} // namespace coai::net
