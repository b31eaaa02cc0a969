#include "http/retry_policy.hpp"

#include "http/ascii.hpp"
#include "http/duration_text.hpp"
#include "http/failure.hpp"

#include <algorithm>
#include <cmath>

namespace coai::http {

namespace {

using std::chrono::milliseconds;

milliseconds bounded(milliseconds value) {
    return std::clamp(value, milliseconds::zero(), longest_duration);
}

milliseconds scaled(milliseconds value, double factor) {
    return milliseconds(std::llround(static_cast<double>(value.count()) * factor));
}

bool is_retryable_status(unsigned status) {
    return status == 408 || status == 409 || status == 429 || status >= 500;
}

// Of an error inside a 200 there is only the kind.
bool is_retryable_kind(errc kind) {
    switch (kind) {
    case errc::request_timeout:
    case errc::conflict:
    case errc::rate_limited:
    case errc::quota_exhausted:
    case errc::server_error:
    case errc::unavailable:
    case errc::resolve_failed:
    case errc::connect_failed:
    case errc::tls_failed:
    case errc::proxy_failed:
    case errc::connection_lost:
    case errc::connect_timeout:
    case errc::first_byte_timeout:
    case errc::attempt_timeout:
    case errc::stream_idle_timeout: // of a request; responses that are streams are out already
    case errc::truncated:
        return true;
    default:
        return false;
    }
}

// `x-should-retry`, with which the server decides; any other value than these two is ignored.
std::optional<bool> servers_decision(const headers& response_headers) {
    const auto value = response_headers.find("x-should-retry");
    if (value && equal_ignoring_case(trim_blanks(*value), "true")) {
        return true;
    }
    if (value && equal_ignoring_case(trim_blanks(*value), "false")) {
        return false;
    }
    return std::nullopt;
}

} // namespace

retry_policy::retry_policy(const retry_options& call, const retry_options& client)
    : max_retries_(call.max_retries.value_or(client.max_retries.value_or(2))),
      base_delay_(bounded(call.base_delay.value_or(client.base_delay.value_or(duration(500))))),
      max_delay_(bounded(call.max_delay.value_or(client.max_delay.value_or(duration(8'000))))),
      jitter_(std::clamp(call.jitter.value_or(client.jitter.value_or(0.25)), 0.0, 1.0)),
      max_retry_after_(bounded(
          call.max_retry_after.value_or(client.max_retry_after.value_or(duration(120'000))))),
      retry_exhausted_quota_(
          call.retry_exhausted_quota.value_or(client.retry_exhausted_quota.value_or(false))),
      should_retry_(call.should_retry ? call.should_retry : client.should_retry),
      on_retry_(call.on_retry ? call.on_retry : client.on_retry) {}

std::optional<retry_policy::duration>
retry_policy::next_delay(const coai::error& cause, unsigned attempts, double random,
                         std::optional<std::chrono::nanoseconds> left) const {
    if (attempts > max_retries_) {
        return std::nullopt;
    }
    const auto hint = detail::failure_of(cause).retry_after;
    if ((hint && *hint > max_retry_after_) || !may_retry(cause)) {
        return std::nullopt;
    }
    auto delay = backoff(attempts, random);
    if (hint) {
        constexpr duration widest_spread{1'000};
        const auto spread = std::min(scaled(*hint, jitter_), widest_spread);
        delay = std::max(delay, *hint + scaled(spread, random));
    }
    if (left && delay >= *left) {
        return std::nullopt;
    }
    if (should_retry_ && !should_retry_(cause)) {
        return std::nullopt;
    }
    return delay;
}

void retry_policy::notify(const retry_event& event) const {
    if (on_retry_) {
        on_retry_(event);
    }
}

bool retry_policy::may_retry(const coai::error& cause) const {
    const auto& failure = detail::failure_of(cause);
    if (failure.streaming || failure.permanent) {
        return false;
    }
    const bool refused = failure.response.status >= 400;
    if (refused) {
        if (const auto decision = servers_decision(failure.response.headers)) {
            return *decision;
        }
    }
    if (failure.kind == errc::quota_exhausted && !retry_exhausted_quota_) {
        return false;
    }
    return refused ? is_retryable_status(failure.response.status) : is_retryable_kind(failure.kind);
}

retry_policy::duration retry_policy::backoff(unsigned attempts, double random) const {
    // Beyond 64 doublings even 1 ms is past every bound.
    const auto doublings = static_cast<int>(std::clamp(attempts, 1U, 65U)) - 1;
    const auto grown = std::ldexp(static_cast<double>(base_delay_.count()), doublings);
    const auto capped = std::min(grown, static_cast<double>(max_delay_.count()));
    return duration(std::llround(capped * (1.0 - jitter_ * random)));
}

} // namespace coai::http
