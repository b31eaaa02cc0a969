#pragma once

#include "api/call.hpp"
#include "api/poll_pace.hpp"
#include "api/service.hpp"
#include "http/retry_policy.hpp"

#include <coai/error.hpp>
#include <coai/polling_options.hpp>
#include <coai/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace coai::api {

/// The clocks and the patience of one wait. Pure but for the time.
class poll {
public:
    /// Throws usage_error (errc::invalid_option) naming the option that cannot be used.
    poll(const service& caller, const call& request, const polling_options& how);

    /// The call of the next look, with what is left of the deadline. Throws timeout_error if that
    /// is over.
    call next_look();
    /// The pause after a look that has found something that is not yet as it should be.
    /// @param state What it is instead, for the error if the deadline comes.
    std::chrono::milliseconds pause_after(const response_info& seen, std::string state);
    /// The pause after a look that failed; throws what ends the wait.
    std::chrono::milliseconds pause_after(const error& failed);

private:
    using clock = std::chrono::steady_clock;

    std::chrono::milliseconds in_time(std::chrono::milliseconds pause) const;
    bool survives(const error& failed);
    [[noreturn]] void throw_late() const;

    call request_;
    poll_pace pace_;
    http::retry_policy patience_;
    std::chrono::milliseconds limit_;
    clock::time_point end_;
    unsigned max_failures_;
    unsigned failures_in_a_row_ = 0;
    bool cut_short_ = false;
    std::string state_;
    response_info seen_;
};

/// Looks at a thing until it is done, and returns it.
///
/// @param look Makes the call: (std::shared_ptr<service>, call) -> awaitable<Thing>.
/// @param is_done (const Thing&) -> bool. Told of every look; what it throws ends the wait.
/// @param state The state of a Thing in the server's words.
/// Throws as poll does, and what the last of too many failed looks threw.
template <class Thing, class Look, class IsDone, class State>
boost::asio::awaitable<Thing> poll_until(std::shared_ptr<service> caller, call request,
                                         polling_options how, Look look, IsDone is_done,
                                         State state) {
    poll waiting(*caller, request, how);
    for (;;) {
        call attempt = waiting.next_look();
        std::optional<Thing> seen;
        std::optional<error> failed;
        try {
            seen = co_await look(caller, std::move(attempt));
        } catch (const error& e) {
            failed = e;
        }
        if (seen && is_done(*seen)) {
            co_return std::move(*seen);
        }
        const auto pause = failed ? waiting.pause_after(*failed)
                                  : waiting.pause_after(seen->response, state(*seen));
        co_await caller->pause(pause);
    }
}

} // namespace coai::api
