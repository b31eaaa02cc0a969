#include "interop/page/require.hpp"
#include "interop/page/sections.hpp"

#include <coai/coai.hpp>

// The page's sections about chat.

namespace page {

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

asio::awaitable<void> complete(coai::client& client, chat::request request) {
    const auto completion = co_await client.chat.completions.create(request);
    require(!completion.text().empty());
}

asio::awaitable<void> stream(coai::client& client, chat::request request) {
    auto stream = co_await client.chat.completions.stream(request);
    const auto completion = co_await stream.collect();
    require(!completion.text().empty());
}

chat::request question(const char* model) {
    chat::request request(model);
    request.system("You are a helpful assistant.").user("Explain to me how AI works");
    return request;
}

asio::awaitable<void> ask_plainly(coai::client& client) {
    return complete(client, question("gemini-2.0-flash"));
}

asio::awaitable<void> ask_with_effort(coai::client& client) {
    auto request = question("gemini-2.5-flash");
    request.reasoning_effort = "low";
    return complete(client, request);
}

asio::awaitable<void> ask_for_thoughts(coai::client& client) {
    chat::request request("gemini-2.5-flash");
    request.user("Explain to me how AI works");
    request.google.thinking_budget(1024).include_thoughts();
    return complete(client, request);
}

asio::awaitable<void> ask_streamed(coai::client& client) {
    chat::request request("gemini-2.0-flash");
    request.system("You are a helpful assistant.").user("Hello!");
    return stream(client, request);
}

asio::awaitable<void> ask_about_cached_content(coai::client& client) {
    chat::request request("gemini-2.5-pro");
    request.user("Summarize the video");
    request.n = 1;
    request.stream_options.emplace().include_usage = true;
    request.google.cached_content = "cachedContents/0000aaaa1111bbbb2222cccc3333dddd4444eeee";
    return stream(client, request);
}

constexpr section sections[] = {
    {"chat", ask_plainly},
    {"thinking", ask_with_effort},
    {"thoughts", ask_for_thoughts},
    {"streaming", ask_streamed},
    {"cached content", ask_about_cached_content},
};

} // namespace

std::span<const section> chat_sections() { return sections; }

} // namespace page
