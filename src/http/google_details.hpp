#pragma once

#include <coai/error.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <optional>

namespace coai::http {

// `error.details` of Google's APIs: a list of messages that name their type in `@type`
// (google/rpc/error_details.proto).

/// Fills in `reason` (ErrorInfo) and `quota_ids` (QuotaFailure) from `details`.
void read_google_details(error_object& object);

/// RetryInfo.retryDelay: "34.4s" as a rule, also a number of seconds.
std::optional<std::chrono::milliseconds> retry_delay(const boost::json::value& details);

} // namespace coai::http
