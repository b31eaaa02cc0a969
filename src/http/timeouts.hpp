#pragma once

#include <coai/options.hpp>

#include <chrono>

namespace coai::http {

/// coai::timeouts without gaps. Zero means off; nothing is longer than `longest_duration`, so that
/// every value can be added to a clock.
struct resolved_timeouts {
    std::chrono::milliseconds queue;
    std::chrono::milliseconds connect;
    std::chrono::milliseconds first_byte;
    std::chrono::milliseconds attempt;
    std::chrono::milliseconds stream_idle;
    std::chrono::milliseconds overall;
};

/// What the call sets goes before what the client sets, and that before the defaults.
resolved_timeouts resolve_timeouts(const timeouts& call, const timeouts& client) noexcept;

} // namespace coai::http
