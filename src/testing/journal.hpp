#pragma once

#include "net/watchdog.hpp"

#include <coai/testing/recorded_request.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace coai::testing {

/// What the emulator has seen, and the connections that it holds. Thread-safe.
class journal {
public:
    struct counts {
        std::uint64_t requests = 0;
        std::uint64_t accepted = 0;
        std::uint64_t handshakes = 0;
        std::uint64_t resumed = 0;
        std::size_t open = 0;
    };

    journal(std::size_t max_requests, std::function<void(const recorded_request&)> observer)
        : max_requests_(max_requests), observer_(std::move(observer)) {}

    /// Enters a connection; returns its number. Its watchdog can end it.
    std::uint64_t connection_opened(std::shared_ptr<net::watchdog> watchdog);
    void connection_closed(std::uint64_t connection);
    void handshake_completed(bool resumed);
    /// Whether anybody will look at what is in a request.
    bool wants_content() const noexcept { return max_requests_ > 0 || observer_; }
    /// Numbers the request, shows it to the observer and keeps it.
    void request_received(recorded_request request);

    counts count() const;
    std::vector<recorded_request> requests() const;
    void clear_requests();

    /// Ends all connections.
    void interrupt_connections();

    /// Waits until the counts are as wanted; false if they are not when the time is over.
    template <class Predicate>
    bool wait_until(std::chrono::milliseconds timeout, Predicate wanted) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, timeout, [&] { return wanted(counts_); });
    }

private:
    std::size_t max_requests_;
    std::function<void(const recorded_request&)> observer_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    counts counts_;
    std::deque<recorded_request> requests_;
    std::unordered_map<std::uint64_t, std::shared_ptr<net::watchdog>> open_;
};

} // namespace coai::testing
