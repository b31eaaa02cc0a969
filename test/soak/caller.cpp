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

/// A machine under load is late, which is no failure of the library's.
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

bool caller::hangs() const { return under_way_ && clock::now() > *under_way_; }

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
    const outage_mark begin = shared_.up.mark();
    under_way_ = clock::now() + plan.deadline() + grace;

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
    judge(plan, thrown, left, begin);
    under_way_.reset();
}

void caller::judge(const call_plan& plan, const std::exception_ptr& thrown, bool left,
                   const outage_mark& begin) {
    tally& results = shared_.results;
    if (hangs()) {
        results.add_failure(plan.kind, "it ended long after its deadline");
        return;
    }
    if (!thrown) {
        results.add(plan.kind, left ? outcome::left : outcome::answered);
        return;
    }
    const bool away = shared_.up.was_away_since(begin);
    try {
        const std::string name = faults::name_of(thrown);
        if (is_cancellation(thrown) && plan.cancel_after)
            results.add(plan.kind, outcome::cancelled);
        else if (kind_of(thrown) == errc::deadline_exceeded && plan.short_deadline)
            results.add(plan.kind, outcome::timed_out);
        else if (away && !is_cancellation(thrown))
            results.add_outage(plan.kind, name);
        else
            results.add_failure(plan.kind, words_of(thrown));
    } catch (const faults::violation& violated) {
        // A server that was started again numbers its files anew, so the id may be another's.
        if (away && plan.kind == call_kind::file && is_wrong_answer(thrown))
            results.add_outage(plan.kind, "another file of the new server");
        else
            results.add_failure(plan.kind, violated.what());
    }
}

} // namespace coai::soak
