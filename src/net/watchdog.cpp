#include "net/watchdog.hpp"

#include <boost/asio/error.hpp>

#include <sys/socket.h>

namespace coai::net {

using boost::system::error_code;

watchdog::watchdog(const boost::asio::any_io_executor& executor, int descriptor)
    : timer_(executor), descriptor_(descriptor) {}

void watchdog::expect_by(time_point deadline, errc kind) {
    std::lock_guard lock(mutex_);
    deadline_ = deadline;
    kind_ = kind;
    if (deadline_ < fires_at_)
        start_timer(deadline_);
}

void watchdog::disarm() {
    std::lock_guard lock(mutex_);
    deadline_ = time_point::max();
}

void watchdog::stop_timer() {
    std::lock_guard lock(mutex_);
    deadline_ = time_point::max();
    fires_at_ = time_point::max();
    timer_.cancel(); // cheap if there is no wait
}

void watchdog::interrupt() {
    std::lock_guard lock(mutex_);
    shut_down(errc::client_closed);
}

void watchdog::forget_descriptor() {
    std::lock_guard lock(mutex_);
    descriptor_ = -1;
}

std::optional<errc> watchdog::verdict() const {
    std::lock_guard lock(mutex_);
    return verdict_;
}

void watchdog::start_timer(time_point when) {
    fires_at_ = when;
    timer_.expires_at(when);
    timer_.async_wait([self = shared_from_this()](error_code ec) {
        if (!ec)
            self->on_timer();
    });
}

void watchdog::on_timer() {
    std::lock_guard lock(mutex_);
    fires_at_ = time_point::max();
    if (std::chrono::steady_clock::now() >= deadline_)
        shut_down(kind_);
    else if (deadline_ != time_point::max())
        start_timer(deadline_);
}

void watchdog::shut_down(errc verdict) {
    if (verdict_)
        return;
    verdict_ = verdict;
    if (descriptor_ >= 0)
        ::shutdown(descriptor_, SHUT_RDWR);
}

} // namespace coai::net
