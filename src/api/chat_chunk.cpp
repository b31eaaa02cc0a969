#include <coai/chat/chunk.hpp>

#include <cstddef>

namespace coai::chat {

std::string_view chunk::text() const noexcept {
    for (std::size_t position = 0; position < choices.size(); ++position) {
        const auto& choice = choices[position];
        if (choice.index == 0 || (choice.index < 0 && position == 0))
            return choice.delta.content.text();
    }
    return {};
}

} // namespace coai::chat
