#pragma once

#include "api/chat_codec.hpp"

#include <coai/chat/accumulator.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace sample {

/// The completion that a stream of these chunks amounts to.
inline coai::chat::completion accumulate(const std::vector<std::string>& chunks) {
    coai::chat::completion_accumulator accumulator;
    coai::json::decoder decoder;
    coai::chat::chunk chunk;
    for (const auto& data : chunks) {
        coai::api::decode_chunk(decoder, data, chunk);
        accumulator.add(chunk);
    }
    return accumulator.finish();
}

/// A chunk whose only choice, with index 0, has this delta.
inline std::string with_delta(std::string_view delta) {
    return R"({"choices":[{"index":0,"delta":)" + std::string(delta) + "}]}";
}

/// The message that a stream of these deltas amounts to.
inline coai::chat::message accumulate_deltas(const std::vector<std::string>& deltas) {
    std::vector<std::string> chunks;
    for (const auto& delta : deltas)
        chunks.push_back(with_delta(delta));
    return accumulate(chunks).choices.at(0).message;
}

} // namespace sample
