#include <coai/chat/completion.hpp>

namespace coai::chat {

std::string_view completion::text() const noexcept {
    return choices.empty() ? std::string_view() : choices.front().message.text();
}

std::string_view completion::thought() const noexcept {
    return choices.empty() ? std::string_view() : choices.front().message.thought();
}

const std::vector<tool_call>& completion::tool_calls() const noexcept {
    static const std::vector<tool_call> none;
    return choices.empty() ? none : choices.front().message.tool_calls;
}

} // namespace coai::chat
