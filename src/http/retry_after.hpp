#pragma once

#include <coai/error.hpp>
#include <coai/headers.hpp>

#include <chrono>
#include <optional>

namespace coai::http {

/// How long the server asks to wait. In this order, the first that is usable: `retry-after-ms`,
/// `retry-after` as seconds or as a date, Google's RetryInfo, and the words of the message ("Please
/// retry in 31.44s."). What is negative, not finite or no number is as good as absent.
std::optional<std::chrono::milliseconds> retry_after(const headers& response_headers,
                                                     const error_object& object,
                                                     std::chrono::system_clock::time_point now);

} // namespace coai::http
