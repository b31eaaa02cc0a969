#include "api/poll_pace.hpp"

#include "http/duration_text.hpp"
#include "http/failure.hpp"
#include "http/retry_after.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace coai::api {

using std::chrono::milliseconds;

namespace {

void require(bool usable, std::string_view option, std::string message) {
    if (!usable) {
        detail::throw_usage_error(errc::invalid_option, option, std::move(message));
    }
}

} // namespace

poll_pace::poll_pace(const polling_options& how, duration longest_wish)
    : interval_(std::min(how.interval, http::longest_duration)),
      max_interval_(std::clamp(how.max_interval, interval_, http::longest_duration)),
      longest_wish_(std::clamp(longest_wish, duration::zero(), http::longest_duration)),
      growth_(how.growth) {
    require(interval_.count() >= 1, "interval", "the pause must be at least 1 ms");
    require(std::isfinite(growth_) && growth_ >= 1, "growth", "the factor must be at least 1");
    require(how.deadline.count() >= 0, "deadline", "the deadline must not be negative");
}

poll_pace::duration poll_pace::after_success(std::optional<duration> wish) {
    const duration own = next();
    return wish ? cut(*wish) : own;
}

poll_pace::duration poll_pace::after_failure(std::optional<duration> wish) {
    return std::max(next(), cut(wish.value_or(duration::zero())));
}

poll_pace::duration poll_pace::next() {
    const duration pause = interval_;
    const double grown = static_cast<double>(interval_.count()) * growth_;
    interval_ = grown < static_cast<double>(max_interval_.count()) ? duration(std::llround(grown))
                                                                   : max_interval_;
    return pause;
}

poll_pace::duration poll_pace::cut(duration wish) const { return std::min(wish, longest_wish_); }

std::optional<milliseconds> poll_after(const headers& received) {
    std::optional<milliseconds> wish;
    if (const auto field = received.find("openai-poll-after-ms")) {
        if (const auto number = http::parse_number(*field)) {
            wish = http::to_duration(*number, 1.0);
        }
    }
    if (!wish) {
        wish = http::retry_after(received, error_object(), std::chrono::system_clock::now());
    }
    return wish && wish->count() > 0 ? wish : std::nullopt;
}

} // namespace coai::api
