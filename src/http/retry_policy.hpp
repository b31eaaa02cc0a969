#pragma once

#include <coai/error.hpp>
#include <coai/retry.hpp>

#include <chrono>
#include <functional>
#include <optional>

namespace coai::http {

/// Whether and when a failed attempt is repeated: retry_options, resolved. Pure; clock and chance
/// are passed in. Made when an attempt has failed, since it copies the hooks.
class retry_policy {
public:
    using duration = std::chrono::milliseconds;

    /// What the call sets goes before what the client sets, and that before the defaults.
    retry_policy(const retry_options& call, const retry_options& client);

    /// The pause before the next attempt, or nothing if there is none. `attempts` counts those
    /// made, the failed one included. `random` is uniform in [0, 1): it shortens a pause of our
    /// own, and lengthens one that the server asked for, lest all its clients come back at once.
    /// `left` is the time to the deadline of the call, within which the pause must end.
    std::optional<duration>
    next_delay(const coai::error& cause, unsigned attempts, double random,
               std::optional<std::chrono::nanoseconds> left = std::nullopt) const;

    /// Tells the hook, if there is one, of a retry that is about to happen.
    void notify(const retry_event& event) const;

private:
    bool may_retry(const coai::error& cause) const;
    duration backoff(unsigned attempts, double random) const;

    unsigned max_retries_;
    duration base_delay_;
    duration max_delay_;
    double jitter_;
    duration max_retry_after_;
    bool retry_exhausted_quota_;
    std::function<bool(const coai::error&)> should_retry_;
    std::function<void(const retry_event&)> on_retry_;
};

} // namespace coai::http
