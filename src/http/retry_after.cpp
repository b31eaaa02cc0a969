#include "http/retry_after.hpp"

#include "http/duration_text.hpp"
#include "http/find_ignoring_case.hpp"
#include "http/google_details.hpp"
#include "http/http_date.hpp"

#include <algorithm>
#include <string_view>

namespace coai::http {

namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

std::optional<milliseconds> from_number(std::optional<std::string_view> text, double unit) {
    const auto number = text ? parse_number(*text) : std::nullopt;
    return number ? to_duration(*number, unit) : std::nullopt;
}

std::optional<milliseconds> from_date(std::optional<std::string_view> text,
                                      system_clock::time_point now) {
    using std::chrono::floor;
    const auto date =
        text ? parse_http_date(*text, floor<std::chrono::seconds>(now)) : std::nullopt;
    // Milliseconds, since the year 9999 is too far away for nanoseconds.
    const auto now_ms = floor<milliseconds>(now);
    if (!date || *date < now_ms) {
        return std::nullopt;
    }
    return std::min<milliseconds>(*date - now_ms, longest_duration);
}

std::optional<milliseconds> from_words(std::string_view message) {
    // No server takes longer to come to the point.
    message = message.substr(0, 4096);
    for (const std::string_view phrase : {"retry in ", "try again in ", "retry after "}) {
        const auto found = find_ignoring_case(message, phrase);
        if (found == std::string_view::npos) {
            continue;
        }
        const auto rest = message.substr(found + phrase.size());
        if (const auto duration = read_duration_in_prose(rest)) {
            return duration;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<milliseconds> retry_after(const headers& response_headers, const error_object& object,
                                        system_clock::time_point now) {
    if (const auto hint = from_number(response_headers.find("retry-after-ms"), 1.0)) {
        return hint;
    }
    const auto field = response_headers.find("retry-after");
    if (const auto hint = from_number(field, 1e3)) {
        return hint;
    }
    if (const auto hint = from_date(field, now)) {
        return hint;
    }
    if (const auto hint = retry_delay(object.details)) {
        return hint;
    }
    return from_words(object.message);
}

} // namespace coai::http
