#include "net/one_shot_event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <tuple>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using boost::system::error_code;

one_shot_event::one_shot_event(const asio::any_io_executor& executor, time_point deadline)
    : timer_(executor, deadline) {}

void one_shot_event::set() {
    std::lock_guard lock(mutex_);
    set_ = true;
    timer_.cancel();
}

/// Starts the timer's wait under the lock, so that a set() on another thread comes either before
/// it, and is seen here, or after it, and cancels it.
class one_shot_event::initiate_wait {
public:
    explicit initiate_wait(one_shot_event& event) : event_(&event) {}

    template <class Handler>
    void operator()(Handler&& handler) const {
        std::lock_guard lock(event_->mutex_);
        if (event_->set_)
            event_->timer_.expires_at(time_point::min());
        event_->timer_.async_wait(std::forward<Handler>(handler));
    }

private:
    one_shot_event* event_;
};

asio::awaitable<wait_result> one_shot_event::wait() {
    const auto token = asio::as_tuple(asio::use_awaitable);
    auto waiting =
        asio::async_initiate<decltype(token), void(error_code)>(initiate_wait(*this), token);
    const std::tuple<error_code> completed = co_await std::move(waiting);
    {
        std::lock_guard lock(mutex_);
        if (set_)
            co_return wait_result::set;
    }
    if (std::get<0>(completed))
        throw boost::system::system_error(std::get<0>(completed));
    co_return wait_result::timed_out;
}

} // namespace coai::net
