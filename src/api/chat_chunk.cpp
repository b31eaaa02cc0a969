#include <coai/chat/chunk.hpp>

#include "api/chunk_stock.hpp"
#include "api/thoughts.hpp"

#include <cstddef>

namespace coai::chat {

namespace {

const delta* first_answer(const std::vector<chunk_choice>& choices) noexcept {
    for (std::size_t position = 0; position < choices.size(); ++position) {
        const auto& choice = choices[position];
        if (choice.index == 0 || (choice.index < 0 && position == 0))
            return &choice.delta;
    }
    return nullptr;
}

} // namespace

std::string_view delta::thought() const noexcept { return api::thought_in(content, extra); }

chunk::~chunk() { api::chunk_stock::take_back(*this); }

std::string_view chunk::text() const noexcept {
    const auto* const first = first_answer(choices);
    return first != nullptr ? first->text() : std::string_view();
}

std::string_view chunk::thought() const noexcept {
    const auto* const first = first_answer(choices);
    return first != nullptr ? first->thought() : std::string_view();
}

} // namespace coai::chat
