#include "api/running_calls.hpp"

#include "http/failure.hpp"

#include <boost/asio/this_coro.hpp>

namespace coai::api {

namespace asio = boost::asio;

std::shared_ptr<const void> running_calls::begin() {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            detail::throw_failure(errc::client_closed);
        }
        ++count_;
    }
    // Also called if there is no memory for the pointer's count.
    const auto on_last_copy_gone = [self = shared_from_this()](const void*) { self->end(); };
    return {this, on_last_copy_gone};
}

void running_calls::end() {
    const std::lock_guard lock(mutex_);
    --count_;
    open_if_over();
}

void running_calls::open_if_over() {
    if (closed_ && count_ == 0) {
        all_ended_.open();
    }
}

asio::awaitable<bool> running_calls::close(net::time_point deadline) {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        open_if_over();
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const net::wait_result result = co_await all_ended_.wait(executor, deadline);
    co_return result == net::wait_result::set;
}

} // namespace coai::api
