#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace coai {

class error;

/// One retry that is about to happen; see retry_options::on_retry.
struct retry_event {
    /// Why the attempt failed. Valid during the hook only.
    const error& cause;
    /// The attempt that failed, counted from 1.
    unsigned attempt;
    /// The pause before the next one.
    std::chrono::milliseconds delay;
};

/// When and how often a failed attempt is repeated. A member that is not set takes the client's
/// value, and in client_options the default that is given here.
///
/// Retried are failures to connect, lost connections, timeouts of one attempt, and the statuses
/// 408, 409, 429 and 500 and above, unless the response carries `x-should-retry`, which decides
/// alone. A response whose head has been handed out as a stream is never retried, nor is a request
/// whose body cannot be had again, see files::from_generator().
struct retry_options {
    retry_options() noexcept {}

    /// Attempts after the first. Default 2; 0 turns retries off.
    std::optional<unsigned> max_retries;
    /// Pause before the first retry; it doubles with each further one. Default 500 ms.
    std::optional<std::chrono::milliseconds> base_delay;
    /// Upper bound of the doubling pause. Default 8 s.
    std::optional<std::chrono::milliseconds> max_delay;
    /// Share of the pause that chance may take away, 0 to 1. Default 0.25.
    std::optional<double> jitter;
    /// Longest wait that a server may ask for (`retry-after`, Gemini's RetryInfo); for more the
    /// call fails at once and the error carries the hint. Default 120 s.
    std::optional<std::chrono::milliseconds> max_retry_after;
    /// Whether a quota that refills only after a day is retried all the same. Default false.
    std::optional<bool> retry_exhausted_quota;
    /// Asked for every failure that the rules above would retry; false stops. Default: none.
    std::function<bool(const error&)> should_retry;
    /// Told of every retry before its pause. Runs on the call's executor; must not throw.
    std::function<void(const retry_event&)> on_retry;
};

} // namespace coai
