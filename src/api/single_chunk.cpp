#include "api/single_chunk.hpp"

#include <utility>

namespace coai::api {

namespace {

chat::tool_call_delta to_delta(chat::tool_call whole, int index) {
    chat::tool_call_delta delta;
    delta.index = index;
    delta.id = std::move(whole.id);
    delta.type = std::move(whole.type);
    delta.function = std::move(whole.function);
    delta.custom = std::move(whole.custom);
    delta.extra = std::move(whole.extra);
    return delta;
}

chat::chunk_choice to_chunk_choice(chat::choice whole) {
    chat::chunk_choice part;
    part.index = whole.index;
    part.finish_reason = std::move(whole.finish_reason);
    part.logprobs = std::move(whole.logprobs);
    part.extra = std::move(whole.extra);
    chat::message& message = whole.message;
    part.delta.role = std::move(message.role);
    part.delta.content = std::move(message.content);
    part.delta.refusal = std::move(message.refusal);
    part.delta.audio = std::move(message.audio);
    part.delta.annotations = std::move(message.annotations);
    part.delta.extra = std::move(message.extra);
    int index = 0;
    for (chat::tool_call& call : message.tool_calls) {
        part.delta.tool_calls.push_back(to_delta(std::move(call), index++));
    }
    return part;
}

} // namespace

chat::chunk to_chunk(chat::completion whole) {
    chat::chunk result;
    result.id = std::move(whole.id);
    result.object = std::move(whole.object);
    result.created = whole.created;
    result.model = std::move(whole.model);
    result.usage = std::move(whole.usage);
    result.service_tier = std::move(whole.service_tier);
    result.system_fingerprint = std::move(whole.system_fingerprint);
    result.extra = std::move(whole.extra);
    for (chat::choice& choice : whole.choices) {
        result.choices.push_back(to_chunk_choice(std::move(choice)));
    }
    return result;
}

} // namespace coai::api
