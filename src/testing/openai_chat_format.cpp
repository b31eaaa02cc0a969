#include "testing/chat_delta.hpp"
#include "testing/chat_format.hpp"
#include "testing/pretty_json.hpp"
#include "testing/prose.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <string_view>
#include <utility>

// OpenAI's shapes: pretty-printed answers, nulls for what is absent, a first delta with the role,
// calls in pieces with an index, the usage in a last chunk without choices.

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr const char* fingerprint = "fp_c0a1e5e11a";
constexpr std::size_t argument_piece = 12;

json::object usage_json(const chat_answer& answer) {
    json::object usage;
    usage["prompt_tokens"] = answer.prompt_tokens;
    usage["completion_tokens"] = answer.completion_tokens + answer.thinking_tokens;
    usage["total_tokens"] =
        answer.prompt_tokens + answer.completion_tokens + answer.thinking_tokens;
    usage["prompt_tokens_details"] = {{"cached_tokens", 0}, {"audio_tokens", 0}};
    usage["completion_tokens_details"] = {{"reasoning_tokens", answer.thinking_tokens},
                                          {"audio_tokens", 0},
                                          {"accepted_prediction_tokens", 0},
                                          {"rejected_prediction_tokens", 0}};
    return usage;
}

json::object function_json(std::string_view name, std::string_view arguments) {
    json::object function;
    if (!name.empty())
        function["name"] = name;
    function["arguments"] = arguments;
    return function;
}

json::object to_json(const chat_tool_call& call) {
    json::object object;
    object["id"] = call.id;
    object["type"] = "function";
    object["function"] = function_json(call.name, call.arguments);
    return object;
}

json::object message_json(const chat_choice& choice) {
    json::object message;
    message["role"] = "assistant";
    if (choice.calls.empty()) {
        message["content"] = choice.text;
    } else {
        message["content"] = nullptr;
        json::array calls;
        for (const chat_tool_call& call : choice.calls)
            calls.push_back(to_json(call));
        message["tool_calls"] = std::move(calls);
    }
    message["refusal"] = nullptr;
    message["annotations"] = json::array();
    return message;
}

void add_call_deltas(std::vector<chat_delta>& deltas, const chat_tool_call& call,
                     std::size_t index) {
    json::object head;
    head["index"] = index;
    head["id"] = call.id;
    head["type"] = "function";
    head["function"] = function_json(call.name, "");
    deltas.emplace_back().json["tool_calls"] = json::array{std::move(head)};
    for (const std::string_view piece : split_for_stream(call.arguments, argument_piece, 0)) {
        json::object more;
        more["index"] = index;
        more["function"] = function_json("", piece);
        chat_delta& next = deltas.emplace_back();
        next.json["tool_calls"] = json::array{std::move(more)};
        next.tokens = count_tokens(piece);
    }
}

std::vector<chat_delta> deltas_of(const chat_answer& answer, std::size_t index,
                                  std::size_t chunk_size) {
    const chat_choice& choice = answer.choices[index];
    std::vector<chat_delta> deltas = text_deltas(answer, index, chunk_size);
    json::object& first = deltas.emplace(deltas.begin())->json;
    first["role"] = "assistant";
    first["content"] = choice.calls.empty() ? json::value("") : json::value(nullptr);
    first["refusal"] = nullptr;
    for (std::size_t i = 0; i < choice.calls.size(); ++i)
        add_call_deltas(deltas, choice.calls[i], i);
    deltas.emplace_back(); // brings the finish_reason
    return deltas;
}

json::object envelope(const chat_answer& answer, std::string_view object) {
    json::object body;
    body["id"] = answer.id;
    body["object"] = object;
    body["created"] = answer.created;
    body["model"] = answer.model;
    return body;
}

json::object chunk_json(const chat_answer& answer, json::array choices) {
    json::object body = envelope(answer, "chat.completion.chunk");
    body["service_tier"] = "default";
    body["system_fingerprint"] = fingerprint;
    body["choices"] = std::move(choices);
    return body;
}

} // namespace

std::string openai_completion(const chat_answer& answer) {
    json::array choices;
    for (const chat_choice& choice : answer.choices) {
        json::object entry;
        entry["index"] = choices.size();
        entry["message"] = message_json(choice);
        entry["logprobs"] = nullptr;
        entry["finish_reason"] = choice.finish_reason;
        choices.push_back(std::move(entry));
    }
    json::object body = envelope(answer, "chat.completion");
    body["choices"] = std::move(choices);
    body["usage"] = usage_json(answer);
    body["service_tier"] = "default";
    body["system_fingerprint"] = fingerprint;
    return pretty_json(body) + '\n';
}

std::vector<event> openai_events(const chat_answer& answer, const stream_format& format) {
    std::vector<std::vector<chat_delta>> choices;
    for (std::size_t index = 0; index < answer.choices.size(); ++index)
        choices.push_back(deltas_of(answer, index, format.chunk_size));
    std::vector<event> events;
    for (chat_delta& next : interleave(std::move(choices))) {
        json::object entry;
        entry["index"] = next.choice;
        entry["delta"] = std::move(next.json);
        entry["logprobs"] = nullptr;
        json::value& finish_reason = entry["finish_reason"];
        if (next.last)
            finish_reason = answer.choices[next.choice].finish_reason;
        json::object body = chunk_json(answer, json::array{std::move(entry)});
        if (format.include_usage)
            body["usage"] = nullptr;
        events.push_back(data_event(json::serialize(body), next.tokens));
    }
    if (format.include_usage) {
        json::object body = chunk_json(answer, {});
        body["usage"] = usage_json(answer);
        events.push_back(data_event(json::serialize(body)));
    }
    events.push_back(data_event("[DONE]"));
    return events;
}

} // namespace coai::testing
