#pragma once

#include <coai/response.hpp>

#include <chrono>

namespace coai::http {

/// read_rate_limits() with a clock of the caller's, to which resets at a point in time are
/// relative.
rate_limits read_rate_limits(const headers& response_headers,
                             std::chrono::system_clock::time_point now);

} // namespace coai::http
