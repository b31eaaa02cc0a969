#pragma once

#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>
#include <coai/chat/request.hpp>
#include <coai/usage.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace coai {

/// What becomes of a tool call that fails.
enum class tool_failures {
    /// The model is told, in the tool's answer, and may do better.
    feed_back,
    /// The run ends with the exception; other tools that run are cancelled.
    raise,
};

/// How chat::completions::run_tools() goes about it.
struct tool_run_options {
    tool_run_options() {}

    /// The most completions to ask for; at least 1.
    unsigned max_rounds = 10;
    /// The most tools to run at once; 0 is all that the model calls together. One at a time where
    /// the request's parallel_tool_calls is false.
    std::size_t max_concurrency = 0;
    /// For each tool call; 0 is no limit. The tool is cancelled, which it must react to.
    std::chrono::milliseconds tool_timeout{0};
    tool_failures on_failure = tool_failures::feed_back;

    /// May change the request before each round, its tools included; may be empty, as all of these.
    std::function<void(chat::request&)> before_round;
    /// Told of each completion, before its tools run.
    std::function<void(const chat::completion&)> on_completion;
    /// Where set, completions are streamed, and this is told of each chunk.
    std::function<void(const chat::chunk&)> on_chunk;
    /// Told of each call before it runs.
    std::function<void(const chat::tool_call&)> before_tool;
    /// Told of each call and of what the model will be told.
    std::function<void(const chat::tool_call&, const std::string& result)> after_tool;
};

/// Why a run of tools ended.
enum class tool_run_end {
    /// The model answered without calling tools.
    answered,
    /// The model still wanted tools in the last round that was allowed; its calls were not run.
    out_of_rounds,
    /// The tool that the request's tool_choice forced has run, once.
    forced_tool_ran,
};

/// What came of a run of tools.
struct tool_run {
    tool_run() {}

    /// The model's last words.
    std::string_view text() const noexcept { return completion.text(); }

    /// The last completion.
    chat::completion completion;
    /// The whole conversation: the request's messages, and all that the run added, the last
    /// completion's message included. Calls that were not run have no answer in it.
    std::vector<chat::message> messages;
    /// Of all rounds together.
    coai::usage usage;
    /// Completions asked for.
    unsigned rounds = 0;
    tool_run_end end = tool_run_end::answered;
};

} // namespace coai
