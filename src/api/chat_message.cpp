#include <coai/chat/message.hpp>

#include "api/thoughts.hpp"

namespace coai::chat {

std::string_view message::thought() const noexcept { return api::thought_in(content, extra); }

message message::system(chat::content what) { return message(role::system, std::move(what)); }

message message::developer(chat::content what) { return message(role::developer, std::move(what)); }

message message::user(chat::content what) { return message(role::user, std::move(what)); }

message message::assistant(chat::content what) { return message(role::assistant, std::move(what)); }

message message::tool(std::string call_id, chat::content result, std::string function_name) {
    message answer(role::tool, std::move(result));
    answer.tool_call_id = std::move(call_id);
    answer.name = std::move(function_name);
    return answer;
}

message message::tool(const tool_call& call, chat::content result) {
    std::string name;
    if (call.function)
        name = call.function->name;
    else if (call.custom)
        name = call.custom->name;
    return tool(call.id, std::move(result), std::move(name));
}

} // namespace coai::chat
