#include "http/timeouts.hpp"

#include "http/duration_text.hpp"

#include <algorithm>
#include <optional>

namespace coai::http {

resolved_timeouts resolve_timeouts(const timeouts& call, const timeouts& client) noexcept {
    using std::chrono::milliseconds;
    const auto resolve = [&](std::optional<milliseconds> timeouts::*clock,
                             milliseconds by_default) {
        const auto chosen = (call.*clock).value_or((client.*clock).value_or(by_default));
        return std::clamp(chosen, milliseconds::zero(), longest_duration);
    };
    resolved_timeouts resolved{};
    resolved.queue = resolve(&timeouts::queue, milliseconds::zero());
    resolved.connect = resolve(&timeouts::connect, milliseconds(10'000));
    resolved.first_byte = resolve(&timeouts::first_byte, milliseconds::zero());
    resolved.attempt = resolve(&timeouts::attempt, milliseconds(600'000));
    resolved.stream_idle = resolve(&timeouts::stream_idle, milliseconds(300'000));
    resolved.overall = resolve(&timeouts::overall, milliseconds::zero());
    return resolved;
}

} // namespace coai::http
