#include "net/one_shot_event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/system/system_error.hpp>

#include <tuple>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using boost::system::error_code;

/// Knows the events of an execution context, and tells them when it is shut down: another thread
/// that set one after that would race with the context for its timers. Services are shut down in
/// the reverse order of their making, so this one must be made after that of the timers.
class one_shot_event::shutdown_notice final : public asio::execution_context::service {
public:
    using key_type = shutdown_notice;
    inline static asio::execution_context::id id;

    explicit shutdown_notice(asio::execution_context& context)
        : asio::execution_context::service(context) {}

    void add(one_shot_event& event) {
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
    }

    void remove(one_shot_event& event) {
        const std::lock_guard lock(mutex_);
        events_.erase(events_.iterator_to(event));
    }

private:
    void shutdown() override {
        const std::lock_guard lock(mutex_);
        for (one_shot_event& event : events_) {
            const std::lock_guard event_lock(event.mutex_);
            event.notice_ = nullptr;
        }
        events_.clear();
    }

    using hook = boost::intrusive::member_hook<one_shot_event, boost::intrusive::list_member_hook<>,
                                               &one_shot_event::among_events_>;

    std::mutex mutex_;
    boost::intrusive::list<one_shot_event, hook> events_;
};

one_shot_event::one_shot_event(const asio::any_io_executor& executor, time_point deadline)
    : timer_(executor, deadline),
      notice_(
          &asio::use_service<shutdown_notice>(asio::query(executor, asio::execution::context))) {
    notice_->add(*this);
}

one_shot_event::~one_shot_event() {
    if (notice_)
        notice_->remove(*this);
}

void one_shot_event::set() {
    const std::lock_guard lock(mutex_);
    set_ = true;
    if (notice_)
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
