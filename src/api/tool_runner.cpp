#include "api/tool_runner.hpp"

#include "api/tool_call_round.hpp"
#include "api/usage_sum.hpp"
#include "http/failure.hpp"

#include <coai/chat/parsed_stream.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace coai::api {

namespace asio = boost::asio;

namespace {

bool forces_one_tool(const chat::tool_choice& choice) {
    const boost::json::object* const object = choice.json().if_object();
    const boost::json::value* const type = object ? object->if_contains("type") : nullptr;
    return type && (*type == "function" || *type == "custom");
}

std::size_t concurrency(const chat::request& request, const tool_run_options& options) {
    if (request.parallel_tool_calls == false) {
        return 1;
    }
    return options.max_concurrency == 0 ? std::numeric_limits<std::size_t>::max()
                                        : options.max_concurrency;
}

class joined_answer : public chat::joining_stream {
public:
    using joining_stream::finish;
    using joining_stream::joining_stream;
};

asio::awaitable<chat::completion> complete(const chat::completions& model,
                                           const chat::request& request,
                                           const tool_run_options& options,
                                           const request_options& per_call) {
    if (!options.on_chunk) {
        co_return co_await model.create(request, per_call);
    }
    joined_answer answer(co_await model.stream(request, per_call));
    chat::chunk chunk;
    while (co_await answer.next(chunk)) {
        options.on_chunk(chunk);
    }
    co_return co_await answer.finish();
}

void answer_calls(std::vector<chat::message>& messages, const std::vector<chat::tool_call>& calls,
                  std::vector<std::string> results) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
        messages.push_back(chat::message::tool(calls[i], std::move(results[i])));
    }
}

void check_tool_run(const chat::request& request, const toolbox& tools,
                    const tool_run_options& options) {
    if (request.n.value_or(1) != 1) {
        detail::throw_usage_error(errc::invalid_request, "n",
                                  "a run of tools follows one answer, so n must be 1");
    }
    if (tools.empty()) {
        detail::throw_usage_error(errc::invalid_request, "tools", "a run of tools needs a tool");
    }
    if (options.max_rounds == 0) {
        detail::throw_usage_error(errc::invalid_request, "max_rounds",
                                  "a run of tools needs at least one round");
    }
}

} // namespace

asio::awaitable<tool_run> run_tools(chat::completions model, chat::request request, toolbox tools,
                                    tool_run_options options, request_options per_call) {
    check_tool_run(request, tools, options);
    const bool forced = forces_one_tool(request.tool_choice);
    request.tools.insert(request.tools.end(), tools.definitions().begin(),
                         tools.definitions().end());
    tool_run run;
    for (;;) {
        if (options.before_round) {
            options.before_round(request);
        }
        run.completion = co_await complete(model, request, options, per_call);
        ++run.rounds;
        if (run.completion.usage) {
            add_usage(run.usage, *run.completion.usage);
        }
        if (options.on_completion) {
            options.on_completion(run.completion);
        }
        if (!run.completion.choices.empty()) {
            request.messages.push_back(run.completion.choices.front().message);
        }
        // Not by the finish reason: Gemini's streams say "stop" to tool calls.
        const std::vector<chat::tool_call> calls = run.completion.tool_calls();
        if (calls.empty()) {
            break;
        }
        if (run.rounds == options.max_rounds && !forced) {
            run.end = tool_run_end::out_of_rounds;
            break;
        }
        tool_call_round round(tools, options, calls);
        std::vector<std::string> results = co_await round.run(concurrency(request, options));
        answer_calls(request.messages, calls, std::move(results));
        if (forced) {
            run.end = tool_run_end::forced_tool_ran;
            break;
        }
    }
    run.messages = std::move(request.messages);
    co_return run;
}

} // namespace coai::api
