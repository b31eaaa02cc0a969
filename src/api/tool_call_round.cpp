#include "api/tool_call_round.hpp"

#include "http/failure.hpp"

#include <coai/error.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;

namespace {

/// How a tool ended; a value, since an exception would not end the wait for the tool's timer.
struct outcome {
    outcome() {}

    std::string text;
    std::exception_ptr failed;
};

asio::awaitable<outcome> outcome_of(asio::awaitable<std::string> tool) {
    outcome result;
    try {
        result.text = co_await std::move(tool);
    } catch (...) {
        result.failed = std::current_exception(); // thrown on by whoever takes the outcome
    }
    co_return result;
}

std::string_view function_name(const chat::tool_call& call) noexcept {
    if (call.function) {
        return call.function->name;
    }
    return call.custom ? std::string_view(call.custom->name) : std::string_view();
}

detail::failure unknown_tool(std::string_view name, const std::vector<chat::tool>& known) {
    std::string message = "there is no tool \"" + std::string(name) + '"';
    std::string_view before = "; there are ";
    for (const chat::tool& tool : known) {
        if (tool.function_tool) {
            message.append(before).append(tool.function_tool->name);
            before = ", ";
        }
    }
    detail::failure failed(errc::unknown_tool, std::move(message));
    failed.tool = name;
    return failed;
}

/// What the model is told of a tool that failed. What is no std::exception is nothing to tell, and
/// is thrown on.
std::string told_of(const std::exception_ptr& failed) {
    try {
        std::rethrow_exception(failed);
    } catch (const std::exception& known) {
        return std::string("error: ") + known.what();
    }
}

void rethrow_first(const std::vector<std::exception_ptr>& failures,
                   const std::vector<std::size_t>& order) {
    for (const std::size_t index : order) {
        if (failures[index]) {
            std::rethrow_exception(failures[index]);
        }
    }
}

} // namespace

asio::awaitable<std::vector<std::string>> tool_call_round::run(std::size_t at_once) {
    const std::size_t workers = std::min(at_once, calls_.size());
    if (workers == 1) {
        co_await work();
        co_return std::move(results_);
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    using operation = decltype(asio::co_spawn(executor, work(), asio::deferred));
    std::vector<operation> operations;
    operations.reserve(workers);
    for (std::size_t i = 0; i < workers; ++i) {
        operations.push_back(asio::co_spawn(executor, work(), asio::deferred));
    }
    auto group = asio::experimental::make_parallel_group(std::move(operations));
    const auto [order, failures] =
        co_await group.async_wait(asio::experimental::wait_for_one_error(), asio::use_awaitable);
    rethrow_first(failures, order);
    co_return std::move(results_);
}

asio::awaitable<void> tool_call_round::work() {
    while (next_ < calls_.size()) {
        const std::size_t mine = next_++;
        const chat::tool_call& call = calls_[mine];
        if (options_.before_tool) {
            options_.before_tool(call);
        }
        results_[mine] = co_await result_of(call);
        if (options_.after_tool) {
            options_.after_tool(call, results_[mine]);
        }
    }
}

asio::awaitable<std::string> tool_call_round::result_of(const chat::tool_call& call) {
    outcome ended = co_await outcome_of(call_tool(call));
    if (!ended.failed) {
        co_return std::move(ended.text);
    }
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    const bool cancelled = state.cancelled() != asio::cancellation_type::none;
    if (cancelled || options_.on_failure == tool_failures::raise) {
        std::rethrow_exception(ended.failed);
    }
    co_return told_of(ended.failed);
}

asio::awaitable<std::string> tool_call_round::call_tool(const chat::tool_call& call) {
    const std::string_view name = function_name(call);
    const toolbox::handler* const handler = tools_.find(name);
    if (handler == nullptr) {
        detail::throw_failure(unknown_tool(name, tools_.definitions()));
    }
    co_return co_await call_with_limit(*handler, call);
}

asio::awaitable<std::string> tool_call_round::call_with_limit(const toolbox::handler& handler,
                                                              const chat::tool_call& call) {
    if (options_.tool_timeout.count() == 0) {
        co_return co_await handler(call);
    }
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, options_.tool_timeout);
    auto first = co_await (outcome_of(handler(call)) || timer.async_wait(asio::use_awaitable));
    if (first.index() == 1) {
        const std::string_view name = function_name(call);
        detail::failure failed(errc::tool_timeout,
                               "the tool \"" + std::string(name) + "\" took too long");
        failed.tool = name;
        failed.limit = options_.tool_timeout;
        detail::throw_failure(std::move(failed));
    }
    outcome& ended = std::get<0>(first);
    if (ended.failed) {
        std::rethrow_exception(ended.failed);
    }
    co_return std::move(ended.text);
}

} // namespace coai::api
