#include "net/dial_task.hpp"

#include "http/failure.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>

namespace coai::net {

namespace asio = boost::asio;

dial_task::dial_task(const asio::any_io_executor& executor, std::chrono::milliseconds limit)
    : executor_(executor), strand_(asio::make_strand(executor)), timer_(strand_), limit_(limit) {}

void dial_task::start(asio::awaitable<std::unique_ptr<connection>> dial, done_handler on_done) {
    start_timer();
    asio::co_spawn(strand_, std::move(dial),
                   asio::bind_cancellation_slot(signal_.slot(), std::move(on_done)));
    started_ = true;
    if (stop_requested_)
        interrupt();
}

void dial_task::stop() {
    post([self = shared_from_this()] {
        self->stop_requested_ = true;
        if (self->started_)
            self->interrupt();
    });
}

std::exception_ptr dial_task::timeout_error() const {
    detail::failure failed(errc::connect_timeout);
    failed.limit = limit_;
    return detail::make_failure_ptr(std::move(failed));
}

void dial_task::start_timer() {
    if (limit_.count() == 0)
        return;
    timer_.expires_after(limit_);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
        if (ec)
            return;
        self->timed_out_ = true;
        self->interrupt();
    });
}

void dial_task::interrupt() { signal_.emit(asio::cancellation_type::terminal); }

} // namespace coai::net
