#include "api/call.hpp"

#include <utility>

namespace coai::api {

namespace {

call_deadlines::bound after(net::time_point start, std::chrono::milliseconds clock, errc kind) {
    call_deadlines::bound end;
    end.kind = kind;
    if (clock.count() != 0)
        end.at = start + clock;
    return end;
}

} // namespace

void call::set_header(std::string_view name, std::string_view value) {
    if (shared) {
        coai::headers all = shared->fields();
        for (const coai::headers::field field : headers)
            all.add(field.name, field.value);
        headers = std::move(all);
        shared = nullptr;
    }
    headers.set(name, value);
}

call_deadlines::call_deadlines(const http::resolved_timeouts& clocks, time_point call_start)
    : clocks_(clocks), overall_(after(call_start, clocks.overall, errc::deadline_exceeded)) {}

void call_deadlines::begin_attempt(time_point now) {
    attempt_ = after(now, clocks_.attempt, errc::attempt_timeout);
}

call_deadlines::bound call_deadlines::queue(time_point now) const {
    return nearest(attempt(), after(now, clocks_.queue, errc::queue_timeout));
}

call_deadlines::bound call_deadlines::first_byte(time_point now) const {
    return nearest(attempt(), after(now, clocks_.first_byte, errc::first_byte_timeout));
}

call_deadlines::bound call_deadlines::silence(time_point now) const {
    return nearest(overall_, after(now, clocks_.stream_idle, errc::stream_idle_timeout));
}

std::chrono::milliseconds limit_of(errc kind, const http::resolved_timeouts& clocks) noexcept {
    switch (kind) {
    case errc::queue_timeout:
        return clocks.queue;
    case errc::connect_timeout:
        return clocks.connect;
    case errc::first_byte_timeout:
        return clocks.first_byte;
    case errc::attempt_timeout:
        return clocks.attempt;
    case errc::stream_idle_timeout:
        return clocks.stream_idle;
    case errc::deadline_exceeded:
        return clocks.overall;
    default:
        return {};
    }
}

} // namespace coai::api
