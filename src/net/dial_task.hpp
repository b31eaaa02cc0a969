#pragma once

#include "net/connection.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <utility>

namespace coai::net {

/// A connection being made, its clock, and the means to stop it. All but post() and stop() runs on
/// its strand.
class dial_task : public std::enable_shared_from_this<dial_task> {
public:
    /// Told what failed, or given the connection.
    using done_handler = std::function<void(std::exception_ptr, std::unique_ptr<connection>)>;

    /// @param limit How long it may take; zero for no limit.
    dial_task(const boost::asio::any_io_executor& executor, std::chrono::milliseconds limit);

    /// Runs `step` on the strand, by way of the executor: an io_context that is being destroyed
    /// still destroys what is posted to it, but not what waits in a strand that is made meanwhile.
    template <class Step>
    void post(Step step) {
        boost::asio::post(executor_, [self = shared_from_this(), step = std::move(step)]() mutable {
            boost::asio::dispatch(self->strand_, std::move(step));
        });
    }

    void start(boost::asio::awaitable<std::unique_ptr<connection>> dial, done_handler on_done);

    /// Stops the clock, in the handler.
    void finished() { timer_.cancel(); }

    /// Ends the dial with operation_aborted, once it has been started.
    void stop();

    bool timed_out() const noexcept { return timed_out_; }

    std::exception_ptr timeout_error() const;

private:
    void start_timer();
    void interrupt();

    boost::asio::any_io_executor executor_;
    boost::asio::strand<boost::asio::any_io_executor> strand_;
    boost::asio::steady_timer timer_;
    boost::asio::cancellation_signal signal_;
    std::chrono::milliseconds limit_;
    bool started_ = false;
    bool stop_requested_ = false;
    bool timed_out_ = false;
};

} // namespace coai::net
