#include "api/running_calls.hpp"

#include "http/failure.hpp"

#include <boost/asio/this_coro.hpp>

namespace coai::api {

namespace asio = boost::asio;

std::shared_ptr<const void> running_calls::begin() {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            detail::throw_failure(detail::failure(errc::client_closed));
        }
        ++count_;
    }
    // Also called if there is no memory for the pointer's count.
    const auto on_last_copy_gone = [self = shared_from_this()](const void*) { self->end(); };
    return {this, on_last_copy_gone};
}

void running_calls::end() {
    const std::lock_guard lock(mutex_);
    if (--count_ > 0) {
        return;
    }
    for (const auto& event : waiting_) {
        event->set();
    }
}

asio::awaitable<bool> running_calls::close(net::time_point deadline) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto ended = std::make_shared<net::one_shot_event>(executor, deadline);
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        if (count_ == 0) {
            co_return true;
        }
        waiting_.push_back(ended);
    }
    const net::wait_result result = co_await ended->wait();
    co_return result == net::wait_result::set;
}

} // namespace coai::api
