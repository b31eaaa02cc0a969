#pragma once

#include "api/thought_splitter.hpp"

#include <coai/chat/chunk.hpp>
#include <coai/chat/message.hpp>

#include <boost/json/object.hpp>

#include <string_view>
#include <vector>

// Thoughts in the messages and chunks of an answer.

namespace coai::api {

/// What `content` and the unknown members beside it hold of thoughts: those in the text, or else
/// DeepSeek's and vLLM's `reasoning_content` or OpenRouter's `reasoning`.
std::string_view thought_in(const chat::content& content,
                            const boost::json::object& extra) noexcept;

/// Whether the members beside a content say that it is thought, or has some.
bool is_flagged_thought(const boost::json::object& extra) noexcept;

/// Forgets that. Empty objects that this leaves behind go too.
void clear_thought_flag(boost::json::object& extra);

/// Splits the text of an answer's message.
void split_thoughts(chat::message& whole, const thought_tags& tags);

/// Splits the texts of a stream's chunks, each answer for itself.
class chunk_thoughts {
public:
    explicit chunk_thoughts(thought_tags tags);

    /// The next chunk. One without thoughts is left alone, and costs nothing.
    void split(chat::chunk& next);

    const thought_tags& tags() const noexcept { return tags_; }

private:
    struct answer {
        int index;
        thought_splitter splitter;
    };

    static constexpr std::size_t max_answers = 128;

    thought_splitter* splitter_of(int index, bool needed);

    thought_tags tags_;
    std::vector<answer> answers_;
};

} // namespace coai::api
