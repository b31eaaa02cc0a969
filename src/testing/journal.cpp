#include "testing/journal.hpp"

#include <utility>

namespace coai::testing {

std::uint64_t journal::connection_opened(std::shared_ptr<net::watchdog> watchdog) {
    std::lock_guard lock(mutex_);
    const std::uint64_t number = ++counts_.accepted;
    open_.emplace(number, std::move(watchdog));
    counts_.open = open_.size();
    changed_.notify_all();
    return number;
}

void journal::connection_closed(std::uint64_t connection) {
    std::lock_guard lock(mutex_);
    open_.erase(connection);
    counts_.open = open_.size();
    changed_.notify_all();
}

void journal::handshake_completed(bool resumed) {
    std::lock_guard lock(mutex_);
    ++counts_.handshakes;
    counts_.resumed += resumed ? 1 : 0;
    changed_.notify_all();
}

void journal::request_received(recorded_request request) {
    std::lock_guard lock(mutex_);
    request.sequence = ++counts_.requests;
    if (observer_)
        observer_(request);
    if (max_requests_ > 0) {
        if (requests_.size() == max_requests_)
            requests_.pop_front();
        requests_.push_back(std::move(request));
    }
    changed_.notify_all();
}

journal::counts journal::count() const {
    std::lock_guard lock(mutex_);
    return counts_;
}

std::vector<recorded_request> journal::requests() const {
    std::lock_guard lock(mutex_);
    return {requests_.begin(), requests_.end()};
}

void journal::clear_requests() {
    std::lock_guard lock(mutex_);
    requests_.clear();
}

void journal::interrupt_connections() {
    std::lock_guard lock(mutex_);
    for (const auto& [number, watchdog] : open_)
        watchdog->interrupt();
}

} // namespace coai::testing
