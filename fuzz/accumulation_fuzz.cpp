// Chunks as no server sends them: thoughts are split off, pieces joined, and the completion is one
// that can be sent back.

#include "fuzz/input.hpp"
#include "fuzz/written.hpp"

#include "api/chat_codec.hpp"
#include "api/thoughts.hpp"

#include <coai/chat/accumulator.hpp>
#include <coai/error.hpp>
#include <coai/json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>

namespace {

using namespace coai;

constexpr std::size_t max_size = 64 * 1024;

/// Reads a chunk a line; false where a line is none.
bool next_chunk(json::decoder& decoder, std::string_view& lines, chat::chunk& into) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
    try {
        api::decode_chunk(decoder, line, into);
        return true;
    } catch (const json::decode_error&) {
        return false;
    }
}

/// An object in the place of the text is joined to it as JSON.
std::size_t text_size(const chat::content& content) {
    return content.object().empty() ? content.text().size()
                                    : boost::json::serialize(content.object()).size();
}

template <class Answers>
std::size_t text_size(const Answers& answers) {
    std::size_t size = 0;
    for (const auto& answer : answers) {
        if constexpr (requires { answer.delta; }) {
            size += text_size(answer.delta.content);
        } else {
            size += text_size(answer.message.content);
        }
    }
    return size;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    api::thought_tags tags;
    tags.expected = made.choice(2) == 1;
    api::chunk_thoughts thoughts(tags);
    chat::completion_accumulator joined(max_size);
    json::decoder decoder;
    chat::chunk chunk;
    std::size_t added = 0;
    try {
        for (std::string_view lines = made.text(); !lines.empty();) {
            if (next_chunk(decoder, lines, chunk)) {
                thoughts.split(chunk);
                added += text_size(chunk.choices);
                joined.add(chunk);
            }
        }
    } catch (const protocol_error& too_much) {
        fuzz::require(too_much.kind() == errc::response_too_large, "only size is an error");
    }
    const chat::completion whole = joined.finish();
    fuzz::require(whole.choices.size() <= 128, "the number of answers is bounded");
    fuzz::require(text_size(whole.choices) <= added, "no text is made up");
    for (const chat::choice& answer : whole.choices) {
        for (const chat::tool_call& call : answer.message.tool_calls) {
            fuzz::require(!call.id.empty(), "every call has an id");
        }
    }
    if (const auto written = fuzz::written(whole)) {
        boost::system::error_code failed;
        boost::json::parse(*written, failed);
        fuzz::require(!failed, "it can be written as JSON");
    }
    return 0;
}
