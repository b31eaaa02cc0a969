#pragma once

#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bench {

/// What this process used of its machine from start() on: CPU (user and system), time, and heap
/// allocations where the program counts them.
class meter {
public:
    void start();

    /// Ends the measurement and writes it into a result.
    void stop(boost::json::object& result) const;

private:
    double cpu_us_ = 0;
    std::uint64_t allocations_ = 0;
    std::chrono::steady_clock::time_point started_;
};

/// Memory of this process that is in RAM now.
std::size_t resident_kib();

} // namespace bench
