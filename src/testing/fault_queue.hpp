#pragma once

#include <coai/testing/fault.hpp>

#include <cstddef>
#include <deque>
#include <mutex>

namespace coai::testing {

/// The faults that wait for requests, first come, first served. Thread-safe.
class fault_queue {
public:
    void push(const fault& next);
    /// The fault for a request that has just come; one without effect if none waits.
    fault::plan take();
    void clear();
    /// How many requests the waiting faults are for.
    std::size_t size() const;

private:
    mutable std::mutex mutex_;
    std::deque<fault::plan> waiting_;
};

} // namespace coai::testing
