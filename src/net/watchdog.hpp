#pragma once

#include "net/one_shot_event.hpp"

#include <coai/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace coai::net {

/// Wakes whoever waits on a socket when its deadline passes or when it is interrupted, by shutting
/// the socket down; the woken operation then asks verdict() why it failed.
///
/// It acts on the descriptor and never on the socket object, so it may run on another thread than
/// the coroutine that uses the socket. Moving the deadline is cheap: one timer runs and is set anew
/// only when it fires early or a nearer deadline comes.
class watchdog : public std::enable_shared_from_this<watchdog> {
public:
    watchdog(const boost::asio::any_io_executor& executor, int descriptor);

    /// Sets or moves the deadline; `kind` is what missing it is called.
    void expect_by(time_point deadline, errc kind);

    /// Removes the deadline. The timer runs on, for the next deadline, until stop_timer().
    void disarm();

    /// Removes the deadline and stops the timer, which would otherwise keep an io_context running.
    void stop_timer();

    /// Ends the socket's use now; verdict() is then errc::client_closed.
    void interrupt();

    /// Must be called before the descriptor is closed.
    void forget_descriptor();

    /// What the watchdog did to the socket, if anything.
    std::optional<errc> verdict() const;

private:
    void start_timer(time_point when);
    void on_timer();
    void shut_down(errc verdict);

    mutable std::mutex mutex_;
    boost::asio::steady_timer timer_;
    int descriptor_;
    time_point deadline_ = time_point::max();
    time_point fires_at_ = time_point::max();
    errc kind_ = errc::attempt_timeout;
    std::optional<errc> verdict_;
};

} // namespace coai::net
