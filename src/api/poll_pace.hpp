#pragma once

#include <coai/headers.hpp>
#include <coai/polling_options.hpp>

#include <chrono>
#include <optional>

namespace coai::api {

/// How long to pause between two looks at something that takes its time. Pure.
class poll_pace {
public:
    using duration = std::chrono::milliseconds;

    /// @param longest_wish Wishes of the server count up to this.
    /// @throws usage_error (errc::invalid_option) naming the option that cannot be used.
    poll_pace(const polling_options& how, duration longest_wish);

    /// The pause after a look; what the server wishes goes before our own pace.
    duration after_success(std::optional<duration> wish);
    /// The pause after a look that failed: of the two, the longer one.
    duration after_failure(std::optional<duration> wish);

private:
    duration next();
    duration cut(duration wish) const;

    duration interval_;
    duration max_interval_;
    duration longest_wish_;
    double growth_;
};

/// When the server wants to be asked again: `openai-poll-after-ms`, `retry-after-ms` or
/// `retry-after`. A wish of 0 is none.
std::optional<std::chrono::milliseconds> poll_after(const headers& received);

} // namespace coai::api
