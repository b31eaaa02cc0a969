#include "server/replies.hpp"

#include <array>
#include <charconv>

namespace bench {

std::string completion_json() {
    constexpr std::size_t wanted = 700;
    const std::string before =
        R"({"id":"chatcmpl-7Jq2mXw9Rt4Ky","object":"chat.completion","created":1754000000,)"
        R"("model":"gemini-2.5-flash","choices":[{"index":0,"message":{"role":"assistant",)"
        R"("content":"AI learns from examples:)";
    const std::string after =
        R"("},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":96,)"
        R"("total_tokens":105}})";
    const std::string sentence =
        " it sees many of them, finds what they have in common, and applies "
        "that to what it has not seen.\\n";
    std::string text;
    while (before.size() + text.size() + after.size() < wanted)
        text += sentence;
    text.resize(wanted - before.size() - after.size(), ' ');
    if (text.back() == '\\')
        text.back() = '.';
    return before + text + after;
}

std::string_view chunk_text() { return " networks that learn"; }

std::string chunk_json(std::string_view text) {
    std::string json =
        R"({"id":"chatcmpl-7Jq2mXw9Rt4Ky","object":"chat.completion.chunk","created":1754000000,)"
        R"("model":"gemini-2.5-flash","choices":[{"index":0,"delta":{"role":"assistant","content":")";
    json += text;
    json += R"("}}]})";
    return json;
}

std::string event(std::string_view data) {
    std::string text = "data: ";
    text += data;
    text += "\n\n";
    return text;
}

std::string http_chunk(std::string_view data) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16);
    std::string text(digits.data(), end.ptr);
    text += "\r\n";
    text += data;
    text += "\r\n";
    return text;
}

std::string event_stream(std::size_t chunks) {
    std::string text;
    const std::string each = event(chunk_json(chunk_text()));
    for (std::size_t i = 0; i < chunks; ++i)
        text += each;
    return text + event("[DONE]");
}

} // namespace bench
