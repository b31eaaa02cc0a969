#include "testing/chat_delta.hpp"
#include "testing/chat_format.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <string_view>
#include <utility>

// Gemini's shapes: members in alphabetical order, no nulls, no details of the usage, thinking only
// in the total, usage on every chunk, role in every delta, whole calls without an index.

namespace coai::testing {

namespace json = boost::json;

namespace {

json::object to_json(const chat_tool_call& call) {
    json::object object;
    if (!call.signature.empty())
        object["extra_content"] = {{"google", {{"thought_signature", call.signature}}}};
    object["function"] = {{"arguments", call.arguments}, {"name", call.name}};
    object["id"] = call.id;
    object["type"] = "function";
    return object;
}

json::object usage_json(std::int64_t prompt, std::int64_t completion, std::int64_t thinking) {
    json::object usage;
    usage["completion_tokens"] = completion;
    usage["prompt_tokens"] = prompt;
    usage["total_tokens"] = prompt + completion + thinking;
    return usage;
}

json::object envelope(const chat_answer& answer, json::array choices, std::string_view object) {
    json::object body;
    body["choices"] = std::move(choices);
    body["created"] = answer.created;
    body["id"] = answer.id;
    body["model"] = answer.model;
    body["object"] = object;
    return body;
}

std::vector<chat_delta> deltas_of(const chat_answer& answer, std::size_t index,
                                  std::size_t chunk_size) {
    std::vector<chat_delta> deltas = text_deltas(answer, index, chunk_size);
    for (chat_delta& each : deltas)
        each.json["role"] = "assistant";
    for (const chat_tool_call& call : answer.choices[index].calls) {
        chat_delta& next = deltas.emplace_back();
        next.json["role"] = "assistant";
        next.json["tool_calls"] = json::array{to_json(call)};
        next.tokens = count_tokens(call.name) + count_tokens(call.arguments);
    }
    if (deltas.empty()) // an empty answer is a delta with a role alone
        deltas.emplace_back().json["role"] = "assistant";
    return deltas;
}

} // namespace

std::string gemini_completion(const chat_answer& answer) {
    json::array choices;
    for (const chat_choice& choice : answer.choices) {
        json::object message;
        if (choice.calls.empty())
            message["content"] = choice.text;
        message["role"] = "assistant";
        json::array calls;
        for (const chat_tool_call& call : choice.calls)
            calls.push_back(to_json(call));
        if (!calls.empty())
            message["tool_calls"] = std::move(calls);
        json::object entry;
        entry["finish_reason"] = choice.finish_reason;
        entry["index"] = choices.size();
        entry["message"] = std::move(message);
        choices.push_back(std::move(entry));
    }
    json::object body = envelope(answer, std::move(choices), "chat.completion");
    body["usage"] =
        usage_json(answer.prompt_tokens, answer.completion_tokens, answer.thinking_tokens);
    return json::serialize(body);
}

std::vector<event> gemini_events(const chat_answer& answer, const stream_format& format) {
    std::vector<std::vector<chat_delta>> choices;
    for (std::size_t index = 0; index < answer.choices.size(); ++index)
        choices.push_back(deltas_of(answer, index, format.chunk_size));
    std::vector<event> events;
    std::int64_t completion = 0;
    for (chat_delta& next : interleave(std::move(choices))) {
        completion += next.tokens;
        json::object entry;
        entry["delta"] = std::move(next.json);
        if (next.last)
            entry["finish_reason"] = answer.choices[next.choice].finish_reason;
        entry["index"] = next.choice;
        json::object body =
            envelope(answer, json::array{std::move(entry)}, "chat.completion.chunk");
        if (format.include_usage)
            body["usage"] = usage_json(answer.prompt_tokens, completion, answer.thinking_tokens);
        events.push_back(data_event(json::serialize(body), next.tokens));
    }
    events.push_back(data_event("[DONE]"));
    return events;
}

} // namespace coai::testing
