#include "faults/campaign.hpp"

#include "faults/dice.hpp"
#include "faults/fault_choice.hpp"

#include <coai/client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace coai::faults {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

namespace {

constexpr const char* call_header = "X-Campaign-Call";
constexpr milliseconds overall{400};
/// A machine under load is late, which is no failure of the library's.
constexpr std::chrono::seconds grace{20};

/// One call of a seed.
struct planned_call {
    std::string id;
    bool streamed = false;
    /// Chunks after which the stream is left; nothing where it is read to its end.
    std::optional<std::size_t> leave_after;
    std::optional<milliseconds> cancel_after;
    request_options options;
};

chat::request question() {
    return chat::request("gemini-2.5-flash").user("Explain to me how AI works");
}

planned_call plan_call(dice& chance, std::string id) {
    planned_call call;
    call.id = std::move(id);
    call.streamed = chance.one_in(2);
    if (call.streamed && chance.one_in(6))
        call.leave_after = chance.below(4);
    if (chance.one_in(8))
        call.cancel_after = milliseconds(chance.below(25));
    call.options.headers.set(call_header, call.id);
    call.options.retry.max_retries = static_cast<unsigned>(chance.below(3));
    return call;
}

client_options options_of(const testing::emulator& server, dice& chance) {
    client_options options = server.client_options();
    options.retry.base_delay = milliseconds(1);
    options.retry.max_delay = milliseconds(4);
    options.timeouts.connect = milliseconds(60);
    options.timeouts.first_byte = milliseconds(30);
    options.timeouts.attempt = milliseconds(120);
    options.timeouts.stream_idle = milliseconds(30);
    options.timeouts.overall = overall;
    options.pool.max_connections = 1 + chance.below(4);
    options.pool.replay_stale = chance.one_in(2);
    options.limits.max_header_size = 64 * 1024;
    return options;
}

/// What a call came to.
struct record {
    std::exception_ptr failed;
    unsigned attempts = 0;
    int ended = 0;
    bool left = false;
};

[[noreturn]] void violated(const planned_call& call, const std::string& what) {
    throw violation("call " + call.id + ": " + what);
}

awaitable<void> read_stream(const client& from, const planned_call& call, std::string expected,
                            record& into) {
    auto stream = co_await from.chat.completions.stream(question(), call.options);
    into.attempts = stream.response().attempts;
    std::string text;
    chat::chunk chunk;
    for (std::size_t count = 0;; ++count) {
        if (call.leave_after == count) {
            into.left = true;
            co_return;
        }
        if (!co_await stream.next(chunk))
            break;
        text += chunk.text();
        if (!expected.starts_with(text))
            violated(call, "a stream's text is not what was sent");
    }
    if (text != expected)
        violated(call, "a stream has ended in order, and is not complete");
}

awaitable<void> make_call(const client& from, const planned_call& call, std::string expected,
                          record& into) {
    if (call.streamed) {
        co_await read_stream(from, call, std::move(expected), into);
        co_return;
    }
    const auto completion = co_await from.chat.completions.create(question(), call.options);
    into.attempts = completion.response.attempts;
    if (completion.text() != expected)
        violated(call, "a completion is not what was sent");
}

/// Cancels a call after a while, on the call's strand.
class canceller {
public:
    canceller(const asio::any_io_executor& strand, std::optional<milliseconds> after)
        : timer_(strand) {
        if (!after)
            return;
        timer_.expires_after(*after);
        // Shares the signal, since the timer may have run out already when it is stopped.
        timer_.async_wait([signal = signal_](boost::system::error_code stopped) {
            if (!stopped)
                signal->emit(asio::cancellation_type::terminal);
        });
    }

    asio::cancellation_slot slot() { return signal_->slot(); }

private:
    std::shared_ptr<asio::cancellation_signal> signal_ =
        std::make_shared<asio::cancellation_signal>();
    asio::steady_timer timer_;
};

awaitable<void> run_calls(const client& from, const std::vector<planned_call>& calls,
                          const std::string& expected, std::vector<record>& records,
                          std::size_t begin, std::size_t step) {
    for (std::size_t i = begin; i < calls.size(); i += step) {
        const asio::any_io_executor strand = co_await asio::this_coro::executor;
        canceller cancel(strand, calls[i].cancel_after);
        std::exception_ptr failed;
        try {
            auto bound = asio::bind_cancellation_slot(cancel.slot(), asio::use_awaitable);
            co_await asio::co_spawn(strand, make_call(from, calls[i], expected, records[i]), bound);
        } catch (const std::exception&) {
            failed = std::current_exception();
        }
        records[i].failed = failed;
        ++records[i].ended;
    }
}

unsigned attempts_of(const record& of) {
    try {
        if (of.failed)
            std::rethrow_exception(of.failed);
    } catch (const error& failed) {
        return std::max(of.attempts, failed.attempts());
    } catch (const std::exception&) { // cancelled: nobody knows
        return 3;
    }
    return of.attempts;
}

} // namespace

campaign::campaign(unsigned threads) : threads_(threads), server_(options()) {
    asio::io_context io(1);
    const client asking(io.get_executor(), server_.client_options());
    auto keep = [this](std::exception_ptr failed, const chat::completion& whole) {
        if (failed)
            std::rethrow_exception(failed);
        expected_ = whole.text();
    };
    asio::co_spawn(io, asking.chat.completions.create(question()), keep);
    io.run();
}

testing::emulator_options campaign::options() const {
    testing::emulator_options chosen;
    chosen.max_recorded_requests = 64;
    chosen.reply_chunks = 8;
    return chosen;
}

void campaign::run(std::uint64_t seed) {
    dice chance(seed);
    server_.clear_script();
    server_.clear_requests();
    for (std::size_t i = chance.below(4) + 1; i > 0; --i)
        server_.script(choose_fault(chance));
    server_.admit(choose_admission(chance));

    std::vector<planned_call> calls;
    for (std::size_t i = chance.below(5) + 1; i > 0; --i)
        calls.push_back(plan_call(chance, std::to_string(seed) + "-" + std::to_string(i)));
    std::vector<record> records(calls.size());
    const std::size_t side_by_side = 1 + chance.below(3);

    asio::io_context io(static_cast<int>(threads_));
    const client_options chosen = options_of(server_, chance);
    std::optional<client> used(std::in_place, io.get_executor(), chosen);
    for (std::size_t i = 0; i < side_by_side; ++i) {
        asio::co_spawn(asio::make_strand(io),
                       run_calls(*used, calls, expected_, records, i, side_by_side),
                       asio::detached);
    }
    const auto started = clock::now();
    std::vector<std::jthread> workers;
    for (unsigned i = 1; i < threads_; ++i)
        workers.emplace_back([&] { io.run_for(grace); });
    io.run_for(grace);
    workers.clear();
    if (!io.stopped())
        throw violation("a call hangs");
    if (clock::now() - started > grace)
        throw violation("a call is late");

    const pool_statistics left = used->statistics();
    if (left.in_use != 0 || left.waiting != 0 || left.dialing != 0)
        throw violation("the pool still has calls");
    used.reset();
    server_.drop_connections(); // those that it has stopped reading would stay
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const record& ended = records[i];
        if (ended.ended != 1)
            violated(calls[i], "it has not ended once");
        std::size_t received = 0;
        for (const auto& request : server_.requests())
            received += request.headers.find(call_header) == calls[i].id;
        const std::size_t replays = chosen.pool.replay_stale ? attempts_of(ended) : 0;
        if (attempts_of(ended) > calls[i].options.retry.max_retries.value_or(0) + 1 &&
            !calls[i].cancel_after)
            violated(calls[i], "it was tried more often than allowed");
        if (received > attempts_of(ended) + replays)
            violated(calls[i], "it was sent more often than it was tried");
        results_.add(ended.failed             ? name_of(ended.failed)
                     : ended.left             ? "left"
                     : attempts_of(ended) > 1 ? "answered after retries"
                                              : "answered");
    }
}

void campaign::finish() {
    server_.admit(testing::admission::serve);
    server_.drop_connections();
    if (!server_.wait_until_connections_open(0, std::chrono::seconds(20)))
        throw violation("connections are left");
}

} // namespace coai::faults
