#pragma once

#include <coai/chat/tool.hpp>
#include <coai/json.hpp>
#include <coai/tools.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace coai {

namespace detail {

template <class T>
struct awaited {
    using type = T;
    static constexpr bool is_awaitable = false;
};

template <class T, class Executor>
struct awaited<boost::asio::awaitable<T, Executor>> {
    using type = T;
    static constexpr bool is_awaitable = true;
};

/// What a tool returned, as the model gets to see it: a text as it is, anything else as JSON.
template <class Result>
std::string tool_result_text(Result result) {
    if constexpr (std::constructible_from<std::string, Result>) {
        return std::string(std::move(result));
    } else {
        return json::serialize(result);
    }
}

/// Calls a tool's function. `function` lives in this coroutine's frame, so that a coroutine lambda
/// may capture; no call is part of a co_await expression, because of GCC bug 98401.
template <class Arguments, class Function>
boost::asio::awaitable<std::string> call_tool(std::shared_ptr<Function> function,
                                              chat::tool_call call) {
    Arguments typed = arguments<Arguments>(call);
    using returned = std::invoke_result_t<Function&, Arguments>;
    using result = typename awaited<returned>::type;
    if constexpr (awaited<returned>::is_awaitable) {
        returned pending = (*function)(std::move(typed));
        if constexpr (std::is_void_v<result>) {
            co_await std::move(pending);
            co_return "done";
        } else {
            result got = co_await std::move(pending);
            co_return tool_result_text(std::move(got));
        }
    } else if constexpr (std::is_void_v<result>) {
        (*function)(std::move(typed));
        co_return "done";
    } else {
        co_return tool_result_text((*function)(std::move(typed)));
    }
}

} // namespace detail

/// Functions that a model may call, with what they do: for chat::completions::run_tools().
///
/// @code
/// struct get_weather { std::string location; };
/// BOOST_DESCRIBE_STRUCT(get_weather, (), (location))
///
/// coai::toolbox tools;
/// tools.add<get_weather>("get_weather", "The weather at a place",
///     [](get_weather asked) -> boost::asio::awaitable<std::string> {
///         co_return co_await look_up(asked.location);
///     });
/// @endcode
///
/// A value, cheap enough to copy: copies share the functions. Not thread-safe while it is changed.
class toolbox {
public:
    /// What runs when the model calls a tool: takes the call, returns what the model is told. May
    /// be a coroutine lambda that captures.
    using handler = std::function<boost::asio::awaitable<std::string>(chat::tool_call)>;

    toolbox() {}

    /// Adds a function whose arguments are of a described type.
    ///
    /// @param function Takes `Arguments`; returns, or is an awaitable of, a text or a codable
    /// value, which the model gets as JSON, or nothing. Must be copyable or movable; it is kept as
    /// long as the toolbox or a call of it lives.
    /// @throws usage_error (errc::invalid_request) as add(chat::tool, handler);
    /// json::schema_error where no schema can be made of the type.
    template <json::codable Arguments, std::invocable<Arguments> Function>
    toolbox& add(std::string name, std::string description, Function function) {
        auto kept = std::make_shared<Function>(std::move(function));
        return add(tool<Arguments>(std::move(name), std::move(description)),
                   [kept](chat::tool_call call) {
                       return detail::call_tool<Arguments>(kept, std::move(call));
                   });
    }

    /// Adds a function described by hand. A custom tool is taken, too.
    ///
    /// @throws usage_error (errc::invalid_request) for a tool without a name, or one whose name is
    /// taken.
    toolbox& add(chat::tool definition, handler run);

    /// The tools as a request lists them.
    const std::vector<chat::tool>& definitions() const noexcept { return definitions_; }

    /// What runs for the tool of that name; null if there is none.
    const handler* find(std::string_view name) const noexcept;

    bool empty() const noexcept { return definitions_.empty(); }

private:
    std::vector<chat::tool> definitions_;
    std::vector<handler> handlers_; // in the same order
};

} // namespace coai
