#include "api/batch_wait.hpp"

#include "api/fetch.hpp"
#include "api/poll_pace.hpp"
#include "http/duration_text.hpp"
#include "http/failure.hpp"
#include "http/retry_policy.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;
using batches::batch;
using batches::wait_options;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds default_max_retry_after{120'000};

milliseconds longest_wish(const retry_options& call, const retry_options& client) {
    return call.max_retry_after.value_or(client.max_retry_after.value_or(default_max_retry_after));
}

/// Decides which failed retrievals a wait survives.
class tolerance {
public:
    tolerance(retry_options call, const retry_options& client, unsigned max_failures)
        : policy_(patient(std::move(call), max_failures), client), max_failures_(max_failures) {}

    void succeeded() noexcept { in_a_row_ = 0; }

    bool survives(const error& failed) {
        ++in_a_row_;
        if (failed.kind() == errc::deadline_exceeded) { // of this retrieval
            return in_a_row_ <= max_failures_;
        }
        return policy_.next_delay(failed, in_a_row_, 0.0).has_value();
    }

private:
    static retry_options patient(retry_options call, unsigned max_failures) {
        call.max_retries = max_failures;
        // A wait has time: the wish is cut, and not a reason to give up.
        call.max_retry_after = http::longest_duration;
        return call;
    }

    http::retry_policy policy_;
    unsigned max_failures_;
    unsigned in_a_row_ = 0;
};

[[noreturn]] void throw_deadline(const call& request, milliseconds limit,
                                 const std::optional<batch>& last) {
    detail::failure failed(errc::deadline_exceeded);
    failed.message = "the batch was not retrieved";
    if (last) {
        failed.message = "the batch is still \"" + std::string(last->status.str()) + '"';
        failed.response = last->response;
    }
    failed.method = request.method;
    failed.path = request.path;
    failed.limit = limit;
    detail::throw_failure(std::move(failed));
}

} // namespace

asio::awaitable<batch> wait_for_batch(std::shared_ptr<service> caller, call request,
                                      wait_options how) {
    const retry_options& client_retry = caller->options().retry;
    poll_pace pace(how, longest_wish(request.retry, client_retry));
    tolerance failures(request.retry, client_retry, how.max_failures);
    const milliseconds limit = std::min(how.deadline, http::longest_duration);
    const bool limited = limit.count() > 0;
    const auto end = clock::now() + limit;
    std::optional<batch> last;
    for (;;) {
        call attempt = request;
        milliseconds& clock_of_attempt = attempt.clocks.overall;
        bool cut_short = false;
        if (limited) {
            const auto left = std::chrono::ceil<milliseconds>(end - clock::now());
            if (left.count() <= 0) {
                throw_deadline(request, limit, last);
            }
            cut_short = clock_of_attempt.count() == 0 || left < clock_of_attempt;
            clock_of_attempt = cut_short ? left : clock_of_attempt;
        }

        std::optional<error> failed;
        try {
            last = co_await fetch<batch>(caller, std::move(attempt));
        } catch (const error& e) {
            failed = e;
        }
        milliseconds pause{};
        if (failed) {
            if (cut_short && failed->kind() == errc::deadline_exceeded) {
                throw_deadline(request, limit, last);
            }
            if (!failures.survives(*failed)) {
                detail::throw_failure(detail::failure_of(*failed));
            }
            pause = pace.after_failure(detail::failure_of(*failed).retry_after);
        } else {
            failures.succeeded();
            if (how.on_progress) {
                how.on_progress(*last);
            }
            if (last->is_terminal()) {
                co_return std::move(*last);
            }
            pause = pace.after_success(poll_after(last->response.headers));
        }
        if (limited && clock::now() + pause >= end) {
            throw_deadline(request, limit, last);
        }
        asio::steady_timer timer(caller->executor(), pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

} // namespace coai::api
