#include "testing/fault_queue.hpp"

#include <utility>

namespace coai::testing {

void fault_queue::push(const fault& next) {
    if (next.details().times == 0)
        return;
    std::lock_guard lock(mutex_);
    waiting_.push_back(next.details());
}

fault::plan fault_queue::take() {
    std::lock_guard lock(mutex_);
    if (waiting_.empty())
        return {};
    if (--waiting_.front().times > 0)
        return waiting_.front();
    fault::plan last = std::move(waiting_.front());
    waiting_.pop_front();
    return last;
}

void fault_queue::clear() {
    std::lock_guard lock(mutex_);
    waiting_.clear();
}

std::size_t fault_queue::size() const {
    std::lock_guard lock(mutex_);
    std::size_t requests = 0;
    for (const fault::plan& waiting : waiting_)
        requests += waiting.times;
    return requests;
}

} // namespace coai::testing
