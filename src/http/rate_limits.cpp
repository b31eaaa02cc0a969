#include "http/rate_limits.hpp"

#include "http/ascii.hpp"
#include "http/duration_text.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

namespace coai::http {

namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;
using field_text = std::optional<std::string_view>;

// The number of a field; drafts of the IETF let parameters follow: "100, 100;w=60".
std::optional<double> read_number(field_text field) {
    return field ? parse_number(field->substr(0, field->find_first_of(",;"))) : std::nullopt;
}

std::optional<std::int64_t> read_count(field_text field) {
    const auto number = read_number(field);
    if (!number || *number < 0) {
        return std::nullopt;
    }
    // The largest count is no double; the next one above is.
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    return *number < static_cast<double>(largest) ? static_cast<std::int64_t>(*number) : largest;
}

// A number is seconds to wait, or, from the size of it, a point in time: as seconds since 1970 it
// is in this century, and so it is as milliseconds.
std::optional<milliseconds> read_reset(field_text field, system_clock::time_point now) {
    constexpr double first_epoch_seconds = 1e9;
    constexpr double first_epoch_milliseconds = 1e11;
    constexpr double past_epoch_milliseconds = 1e14;
    if (const auto duration = field ? parse_duration(*field) : std::nullopt) {
        return duration;
    }
    const auto number = read_number(field);
    if (!number || *number >= past_epoch_milliseconds) {
        return std::nullopt;
    }
    if (*number < first_epoch_seconds) {
        return to_duration(*number, 1e3);
    }
    const auto at = *number < first_epoch_milliseconds ? *number * 1e3 : *number;
    const auto now_ms = std::chrono::duration<double, std::milli>(now.time_since_epoch()).count();
    return to_duration(std::max(at - now_ms, 0.0), 1.0);
}

rate_limit read_window(const headers& list, const std::string& prefix, const std::string& suffix,
                       system_clock::time_point now) {
    rate_limit window;
    window.limit = read_count(list.find(prefix + "limit" + suffix));
    window.remaining = read_count(list.find(prefix + "remaining" + suffix));
    window.reset = read_reset(list.find(prefix + "reset" + suffix), now);
    return window;
}

// The first window that the server tells of: most name none, some one for each.
rate_limit read_quota(const headers& list, const std::string& quota, system_clock::time_point now) {
    for (const auto* window : {"", "-minute", "-day"}) {
        const auto found = read_window(list, "x-ratelimit-", quota + window, now);
        if (!found.empty()) {
            return found;
        }
    }
    return {};
}

} // namespace

rate_limits read_rate_limits(const headers& response_headers, system_clock::time_point now) {
    rate_limits limits;
    limits.requests = read_quota(response_headers, "-requests", now);
    limits.tokens = read_quota(response_headers, "-tokens", now);
    for (const auto* prefix : {"x-ratelimit-", "ratelimit-"}) {
        if (limits.requests.empty()) {
            limits.requests = read_window(response_headers, prefix, "", now);
        }
    }
    return limits;
}

} // namespace coai::http

namespace coai {

rate_limits read_rate_limits(const headers& response_headers) {
    return http::read_rate_limits(response_headers, std::chrono::system_clock::now());
}

} // namespace coai
