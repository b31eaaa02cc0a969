#include "http/json_member.hpp"
#include "testing/chat_delta.hpp"
#include "testing/chat_format.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

// Gemini's shapes: members in alphabetical order, no nulls, no details of the usage but of caches,
// thinking only in the total, usage on every chunk, role in every delta, whole calls without an
// index; thoughts in tags in front of the answer, flagged, and in a stream a paragraph a delta.

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

json::object usage_json(const chat_answer& answer, std::int64_t completion) {
    json::object usage;
    usage["completion_tokens"] = completion;
    usage["prompt_tokens"] = answer.prompt_tokens;
    if (answer.cached_tokens > 0)
        usage["prompt_tokens_details"] = {{"cached_tokens", answer.cached_tokens}};
    usage["total_tokens"] = answer.prompt_tokens + completion + answer.thinking_tokens;
    return usage;
}

std::string opening_tag(const chat_answer& answer) { return '<' + answer.thought_tag + '>'; }

std::string closing_tag(const chat_answer& answer) { return "</" + answer.thought_tag + '>'; }

std::string thoughts_in_tags(const chat_answer& answer, const chat_choice& choice) {
    std::string text = opening_tag(answer);
    for (const std::string& paragraph : choice.thoughts)
        text += paragraph;
    return text + closing_tag(answer);
}

/// What goes beside a content as its `extra_content`.
json::object google_extra(bool thought, const std::string& signature) {
    json::object google;
    if (thought)
        google["thought"] = true;
    if (!signature.empty())
        google["thought_signature"] = signature;
    return {{"google", std::move(google)}};
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

/// A delta for each paragraph in front of the others, of which the first is what closes the tag.
void add_thoughts(std::vector<chat_delta>& deltas, const chat_answer& answer,
                  const chat_choice& choice) {
    std::string closing = closing_tag(answer);
    json::object& first = deltas.front().json;
    if (const json::value* content = first.if_contains("content"))
        closing += http::view(content->get_string());
    first["content"] = closing;

    std::vector<chat_delta> thoughts;
    for (const std::string& paragraph : choice.thoughts) {
        chat_delta& next = thoughts.emplace_back();
        next.json["content"] = (thoughts.size() == 1 ? opening_tag(answer) : "") + paragraph;
        next.json["extra_content"] = google_extra(true, "");
        next.thinking_tokens =
            answer.thinking_tokens / static_cast<std::int64_t>(choice.thoughts.size());
    }
    deltas.insert(deltas.begin(), std::make_move_iterator(thoughts.begin()),
                  std::make_move_iterator(thoughts.end()));
}

/// The members of a delta, and the role, in Gemini's order.
json::object alphabetical(const json::object& delta) {
    json::object ordered;
    for (const char* name : {"content", "extra_content", "role", "tool_calls"}) {
        if (const json::value* value = delta.if_contains(name))
            ordered[name] = *value;
        else if (name == std::string_view("role"))
            ordered[name] = "assistant";
    }
    return ordered;
}

std::vector<chat_delta> deltas_of(const chat_answer& answer, std::size_t index,
                                  std::size_t chunk_size) {
    const chat_choice& choice = answer.choices[index];
    std::vector<chat_delta> deltas = text_deltas(answer, index, chunk_size);
    for (const chat_tool_call& call : choice.calls) {
        chat_delta& next = deltas.emplace_back();
        next.json["tool_calls"] = json::array{to_json(call)};
        next.tokens = count_tokens(call.name) + count_tokens(call.arguments);
    }
    if (deltas.empty()) // an empty answer is a delta with a role alone
        deltas.emplace_back();
    if (!choice.signature.empty())
        deltas.back().json["extra_content"] = google_extra(false, choice.signature);
    if (!choice.thoughts.empty())
        add_thoughts(deltas, answer, choice);
    for (chat_delta& each : deltas)
        each.json = alphabetical(each.json);
    return deltas;
}

} // namespace

std::string gemini_completion(const chat_answer& answer) {
    json::array choices;
    for (const chat_choice& choice : answer.choices) {
        json::object message;
        std::string text = choice.text;
        if (!choice.thoughts.empty())
            text.insert(0, thoughts_in_tags(answer, choice));
        if (choice.calls.empty() || !text.empty())
            message["content"] = text;
        if (!choice.thoughts.empty() || !choice.signature.empty())
            message["extra_content"] = google_extra(!choice.thoughts.empty(), choice.signature);
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
    body["usage"] = usage_json(answer, answer.completion_tokens);
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
            body["usage"] = usage_json(answer, completion);
        events.push_back(data_event(json::serialize(body), next.tokens + next.thinking_tokens));
    }
    events.push_back(data_event("[DONE]"));
    return events;
}

} // namespace coai::testing
