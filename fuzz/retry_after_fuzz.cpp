// How long a server asks to wait, in all the ways that it may say so.

#include "fuzz/input.hpp"

#include "http/duration_text.hpp"
#include "http/error_body.hpp"
#include "http/rate_limits.hpp"
#include "http/retry_after.hpp"

#include <coai/headers.hpp>

#include <chrono>

namespace {

using namespace coai;

void check(std::optional<std::chrono::milliseconds> pause) {
    fuzz::require(!pause || (pause->count() >= 0 && *pause <= http::longest_duration),
                  "a pause is neither negative nor for ever");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    const std::chrono::system_clock::time_point now(std::chrono::seconds(1'700'000'000));
    const std::string_view text = made.text();
    const std::size_t end = text.find('\n');
    const std::string_view value = text.substr(0, end);
    headers received;
    for (const char* name : {"retry-after", "retry-after-ms", "x-ratelimit-reset-tokens",
                             "x-ratelimit-remaining-requests"}) {
        if (made.choice(2) == 1) {
            received.add(name, value);
        }
    }
    const error_object object =
        http::read_error_object(end == text.npos ? value : text.substr(end + 1));
    check(http::retry_after(received, object, now));
    check(http::parse_duration(value));
    check(http::read_duration_in_prose(value));
    http::read_rate_limits(received, now);
    return 0;
}
