#include "api/poll.hpp"

#include "http/duration_text.hpp"
#include "http/failure.hpp"

#include <algorithm>

namespace coai::api {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds default_max_retry_after{120'000};

milliseconds longest_wish(const retry_options& call, const retry_options& client) {
    return call.max_retry_after.value_or(client.max_retry_after.value_or(default_max_retry_after));
}

retry_options patient(retry_options call, unsigned max_failures) {
    call.max_retries = max_failures;
    // A wait has time: the wish is cut, and not a reason to give up.
    call.max_retry_after = http::longest_duration;
    return call;
}

} // namespace

poll::poll(const service& caller, const call& request, const polling_options& how)
    : request_(request),
      pace_(how, longest_wish(request.retry, caller.options().retry)),
      patience_(patient(request.retry, how.max_failures), caller.options().retry),
      limit_(std::min(how.deadline, http::longest_duration)),
      end_(clock::now() + limit_),
      max_failures_(how.max_failures) {}

call poll::next_look() {
    call look = request_;
    if (limit_.count() > 0) {
        const auto left = std::chrono::ceil<milliseconds>(end_ - clock::now());
        if (left.count() <= 0) {
            throw_late();
        }
        milliseconds& clock_of_look = look.clocks.overall;
        cut_short_ = clock_of_look.count() == 0 || left < clock_of_look;
        clock_of_look = cut_short_ ? left : clock_of_look;
    }
    return look;
}

milliseconds poll::pause_after(const response_info& seen, std::string state) {
    failures_in_a_row_ = 0;
    state_ = std::move(state);
    seen_ = seen;
    return in_time(pace_.after_success(poll_after(seen.headers)));
}

milliseconds poll::pause_after(const error& failed) {
    if (cut_short_ && failed.kind() == errc::deadline_exceeded) {
        throw_late();
    }
    const detail::failure& why = detail::failure_of(failed);
    if (!survives(failed)) {
        detail::throw_failure(why);
    }
    return in_time(pace_.after_failure(why.retry_after));
}

milliseconds poll::in_time(milliseconds pause) const {
    if (limit_.count() > 0 && clock::now() + pause >= end_) {
        throw_late();
    }
    return pause;
}

bool poll::survives(const error& failed) {
    ++failures_in_a_row_;
    if (failed.kind() == errc::deadline_exceeded) { // of this look
        return failures_in_a_row_ <= max_failures_;
    }
    return patience_.next_delay(failed, failures_in_a_row_, 0.0).has_value();
}

void poll::throw_late() const {
    detail::failure late(errc::deadline_exceeded);
    late.message = state_.empty() ? "it was not retrieved" : "it is still \"" + state_ + '"';
    late.response = seen_;
    late.method = request_.method;
    late.path = request_.path;
    late.limit = limit_;
    detail::throw_failure(std::move(late));
}

} // namespace coai::api
