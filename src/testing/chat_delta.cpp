#include "testing/chat_delta.hpp"

#include "testing/prose.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace coai::testing {

std::vector<chat_delta> text_deltas(const chat_answer& answer, std::size_t choice,
                                    std::size_t chunk_size) {
    std::vector<chat_delta> deltas;
    const std::uint64_t seed = static_cast<std::uint64_t>(answer.created) + choice;
    const std::string_view text = answer.choices[choice].text;
    std::size_t sent = 0;
    for (const std::string_view piece : split_for_stream(text, chunk_size, seed)) {
        chat_delta& next = deltas.emplace_back();
        next.json["content"] = piece;
        // Rounded so that the sum is what the whole text counts.
        next.tokens =
            count_tokens(text.substr(0, sent + piece.size())) - count_tokens(text.substr(0, sent));
        sent += piece.size();
    }
    return deltas;
}

std::vector<chat_delta> interleave(std::vector<std::vector<chat_delta>> choices) {
    std::vector<chat_delta> deltas;
    std::size_t longest = 0;
    for (const auto& of_choice : choices)
        longest = std::max(longest, of_choice.size());
    for (std::size_t round = 0; round < longest; ++round) {
        for (std::size_t index = 0; index < choices.size(); ++index) {
            if (round >= choices[index].size())
                continue;
            chat_delta& next = deltas.emplace_back(std::move(choices[index][round]));
            next.choice = index;
            next.last = round + 1 == choices[index].size();
        }
    }
    return deltas;
}

} // namespace coai::testing
