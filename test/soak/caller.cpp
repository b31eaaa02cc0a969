#include "soak/caller.hpp"

#include "soak/mixed_call.hpp"

#include "faults/outcomes.hpp"

#include <coai/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace coai::soak {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::seconds grace{20};

errc kind_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const error& failed) {
        return failed.kind();
    } catch (const std::exception&) { // cancelled
        return errc{};
    }
}

std::string words_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& failed) {
        return failed.what();
    }
}

bool is_cancellation(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& failed) {
        return failed.code() == asio::error::operation_aborted;
    } catch (const std::exception&) {
        return false;
    }
}

bool is_wrong_answer(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const wrong_answer&) {
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

bool caller::hangs() const { return under_way_ && shared_.seconds > must_end_at_; }

awaitable<void> caller::run() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (true) {
        const auto longest = static_cast<std::size_t>(shared_.pause.count()) * 2;
        timer.expires_after(milliseconds(chance_.below(longest + 1)));
        co_await timer.async_wait(asio::use_awaitable);
        if (shared_.stopping)
            co_return;
        co_await call_once();
    }
}

awaitable<void> caller::call_once() {
    const call_plan plan(chance_, shared_.key.size());
    begun_ = clock::now();
    begin_ = shared_.up.now();
    const auto longest = std::chrono::ceil<std::chrono::seconds>(plan.deadline()) + grace;
    must_end_at_ = shared_.seconds + static_cast<std::uint64_t>(longest.count());
    begin_stalls_ = shared_.stalls;
    under_way_ = true;
    if (plan.kind != call_kind::file) {
        co_await make_planned_call(plan);
    } else {
        shares_ids_ = shares_ids();
        const auto counted = shared_.file_calls.try_emplace(begin_.outages, 0).first;
        ++counted->second;
        co_await make_planned_call(plan);
        if (--counted->second == 0)
            shared_.file_calls.erase(counted);
    }
    under_way_ = false;
}

awaitable<void> caller::make_planned_call(const call_plan& plan) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    // Shared, since the timer may have run out already when it is stopped.
    const auto signal = std::make_shared<asio::cancellation_signal>();
    asio::steady_timer timer(executor);
    if (plan.cancel_after) {
        timer.expires_after(*plan.cancel_after);
        timer.async_wait([signal](boost::system::error_code stopped) {
            if (!stopped)
                signal->emit(asio::cancellation_type::terminal);
        });
    }
    std::exception_ptr thrown;
    bool left = false;
    try {
        auto bound = asio::bind_cancellation_slot(signal->slot(), asio::use_awaitable);
        left = co_await asio::co_spawn(
            executor, make_call(shared_.client_for(plan.shape), shared_.key, plan), bound);
    } catch (const std::exception&) {
        thrown = std::current_exception();
    }
    judge(plan, thrown, left);
}

/// A server that was started again numbers its files anew. So a call that began before may have the
/// id of a file of a call that begins now, and delete it.
bool caller::shares_ids() const {
    return !shared_.file_calls.empty() && shared_.file_calls.begin()->first < begin_.outages;
}

bool caller::is_explained(const call_plan& plan, const std::exception_ptr& thrown) const {
    if (plan.kind == call_kind::file && shares_ids_)
        return true;
    const bool away = shared_.up.was_away_since(begin_);
    if (is_wrong_answer(thrown))
        return away && plan.kind == call_kind::file;
    if (shared_.stalls != begin_stalls_)
        return true;
    // A connection that a reload closes costs a retry, for which a short deadline has no time. A
    // reload takes effect some time after it was asked for.
    return away || (kind_of(thrown) == errc::connection_lost && plan.short_deadline &&
                    shared_.up.reloads() > 0);
}

void caller::judge(const call_plan& plan, const std::exception_ptr& thrown, bool left) const {
    tally& results = shared_.results;
    if (hangs()) {
        results.add_failure(plan.kind, "it ended long after its deadline");
        return;
    }
    if (!thrown) {
        results.add(plan.kind, left ? outcome::left : outcome::answered);
        return;
    }
    if (is_cancellation(thrown) && plan.cancel_after) {
        results.add(plan.kind, outcome::cancelled);
        return;
    }
    if (kind_of(thrown) == errc::deadline_exceeded && plan.short_deadline) {
        results.add(plan.kind, outcome::timed_out);
        return;
    }
    std::string name = "the file of another call";
    try {
        if (!is_wrong_answer(thrown))
            name = faults::name_of(thrown);
    } catch (const faults::violation& violated) {
        results.add_failure(plan.kind, violated.what());
        return;
    }
    if (!is_cancellation(thrown) && is_explained(plan, thrown)) {
        results.add_outage(plan.kind, name);
        return;
    }
    const auto took = std::chrono::duration_cast<milliseconds>(clock::now() - begun_);
    results.add_failure(plan.kind, words_of(thrown) + " [" + std::to_string(took.count()) +
                                       " ms of " + std::to_string(plan.deadline().count()) + ']');
}

} // namespace coai::soak
