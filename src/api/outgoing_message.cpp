#include "api/outgoing_message.hpp"

#include "api/thoughts.hpp"

#include <cstddef>
#include <string_view>

namespace coai::api {

std::vector<outgoing_message> outgoing(const std::vector<chat::message>& messages) {
    std::vector<outgoing_message> all(messages.size());
    for (std::size_t index = 0; index < messages.size(); ++index) {
        const chat::message& original = messages[index];
        all[index].original = &original;
        const std::string_view text = original.content.text();
        if (text.size() == original.content.raw_text().size())
            continue;
        auto& replaced = all[index].without_thoughts.emplace();
        replaced.text = text;
        replaced.extra = original.extra;
        clear_thought_flag(replaced.extra);
    }
    return all;
}

} // namespace coai::api
