#pragma once

#include "net/pool_core.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace net_test {

/// Books whose connections are numbers and whose callers are names.
using core = coai::net::pool_core<int, std::string>;

inline constexpr core::clock::time_point start{std::chrono::hours(1)};
inline constexpr std::chrono::seconds idle_timeout{10};

inline core make_core(std::size_t max_connections, std::size_t max_waiting) {
    core::limits limits;
    limits.max_connections = max_connections;
    limits.max_waiting = max_waiting;
    limits.idle_timeout = idle_timeout;
    return core(limits);
}

inline coai::pool_statistics statistics_of(const core& books) {
    coai::pool_statistics numbers;
    books.add_to(numbers);
    return numbers;
}

} // namespace net_test
