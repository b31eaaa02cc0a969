#pragma once

#include "testing/chat_answer.hpp"
#include "testing/reply.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace coai::testing {

/// How an answer is streamed.
struct stream_format {
    /// Bytes of text in a chunk; 0 is a few words.
    std::size_t chunk_size = 0;
    bool include_usage = false;
};

// The answer as JSON, and as the events of a stream, `[DONE]` included.

std::string gemini_completion(const chat_answer& answer);
std::vector<event> gemini_events(const chat_answer& answer, const stream_format& format);

std::string openai_completion(const chat_answer& answer);
std::vector<event> openai_events(const chat_answer& answer, const stream_format& format);

/// An event of a stream that carries this JSON text.
inline event data_event(const std::string& json, std::int64_t tokens = 0) {
    return event("data: " + json + "\n\n", tokens);
}

} // namespace coai::testing
