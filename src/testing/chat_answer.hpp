#pragma once

#include "testing/chat_call.hpp"

#include <coai/testing/emulator_options.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

/// A call that the model makes.
struct chat_tool_call {
    std::string id;
    std::string name;
    /// JSON text.
    std::string arguments;
    /// Gemini's thought signature; only the first of parallel calls has one.
    std::string signature;
};

/// One of the answers to a request: a text, or calls.
struct chat_choice {
    /// What the model thought before, where that was asked for.
    std::vector<std::string> thoughts;
    std::string text;
    /// Gemini 3's thought signature of the text.
    std::string signature;
    std::vector<chat_tool_call> calls;
    std::string finish_reason = "stop";

    std::int64_t tokens() const noexcept;
};

/// What the model says, whatever the shape it is sent in.
struct chat_answer {
    std::string id;
    std::int64_t created = 0;
    std::string model;
    std::vector<chat_choice> choices;
    std::int64_t prompt_tokens = 0;
    /// Of all choices, without thinking.
    std::int64_t completion_tokens = 0;
    std::int64_t thinking_tokens = 0;
    /// Of the prompt, what a cache held.
    std::int64_t cached_tokens = 0;
    /// The word in the tags around thoughts.
    std::string thought_tag;
};

/// Bytes of text in a chunk of a stream; 0 is a few words.
std::size_t chunk_size_of(const emulator_options& options) noexcept;

/// The answer, which follows from the call alone.
chat_answer answer_chat(const chat_call& call, dialect shape, const emulator_options& options);

} // namespace coai::testing
