#include "net/gate.hpp"

namespace coai::net {

namespace asio = boost::asio;

/// A coroutine's event, on the list for as long as it lives, so that open() finds none that has
/// died with its io_context.
class gate::place {
public:
    place(gate& where, const asio::any_io_executor& executor, time_point deadline)
        : gate_(where), event_(executor, deadline) {
        const std::lock_guard lock(gate_.mutex_);
        if (gate_.open_)
            event_.set();
        gate_.waiting_.push_back(&event_);
    }
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place() {
        const std::lock_guard lock(gate_.mutex_);
        std::erase(gate_.waiting_, &event_);
    }

    asio::awaitable<wait_result> wait() { return event_.wait(); }

private:
    gate& gate_;
    one_shot_event event_;
};

void gate::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    for (one_shot_event* event : waiting_)
        event->set();
}

bool gate::is_open() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

asio::awaitable<wait_result> gate::wait(asio::any_io_executor executor, time_point deadline) {
    if (is_open())
        co_return wait_result::set;
    place here(*this, executor, deadline);
    co_return co_await here.wait();
}

} // namespace coai::net
