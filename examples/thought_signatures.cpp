// A tool conversation in two rounds by hand. Gemini 3 signs its tool calls and wants the signatures
// back: who puts the model's message into the next request as it came need not think of them.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

chat::tool weather_tool() {
    return chat::tool::function("get_weather", "Tells the weather in a city",
                                boost::json::parse(R"({
        "type": "object",
        "properties": {"location": {"type": "string", "description": "City and country"}},
        "required": ["location"]
    })")
                                    .as_object());
}

std::string run_tool(const chat::tool_call& call) {
    std::cout << "the model calls " << call.function->name << ' ' << call.function->arguments
              << ",\n  signed " << coai::gemini::thought_signature(call).substr(0, 24) << "...\n";
    return R"({"temperature": 21, "sky": "clear"})";
}

asio::awaitable<chat::completion> ask(coai::client& client, const chat::request& request,
                                      bool streamed) {
    if (!streamed) {
        co_return co_await client.chat.completions.create(request);
    }
    auto stream = co_await client.chat.completions.stream(request);
    co_return co_await stream.collect();
}

asio::awaitable<void> converse(coai::client& client, std::string model, bool streamed) {
    chat::request request(std::move(model));
    request.user("What's the weather like in Chicago today?");
    request.tools.push_back(weather_tool());

    const auto wish = co_await ask(client, request, streamed);
    example::require(!wish.tool_calls().empty(), "the model calls no tool");
    example::require(!coai::gemini::thought_signature(wish.tool_calls().front()).empty(),
                     "the call is not signed");

    request.add(wish.choices.front().message); // with calls, signatures, and all
    for (const auto& call : wish.tool_calls()) {
        request.add(chat::message::tool(call, run_tool(call)));
    }
    const auto answer = co_await ask(client, request, streamed);
    std::cout << answer.text() << '\n';
    example::require(!answer.text().empty(), "the model does not answer");
}

// What becomes of a conversation when its signatures are lost, and how one goes on that never had
// any, because another provider's model began it.
asio::awaitable<void> lose_signatures(coai::client& client, std::string model) {
    chat::request request(std::move(model));
    request.user("What's the weather like in Chicago today?");
    request.tools.push_back(weather_tool());
    const auto wish = co_await client.chat.completions.create(request);
    request.add(wish.choices.front().message);
    for (const auto& call : wish.tool_calls()) {
        request.add(chat::message::tool(call, run_tool(call)));
    }

    coai::gemini::strip_thought_signatures(request.messages);
    const auto refused = co_await coai::as_result(client.chat.completions.create(request));
    example::require(!refused && refused.error().kind() == coai::errc::bad_request,
                     "a conversation without signatures is not refused");
    std::cout << refused.error().what() << '\n';

    coai::gemini::skip_thought_signatures(request.messages);
    const auto answer = co_await client.chat.completions.create(request);
    std::cout << answer.text() << '\n';
    example::require(!answer.text().empty(), "the model does not answer");
}

asio::awaitable<void> run(coai::client& client, std::string model) {
    std::cout << "--- plain\n";
    co_await converse(client, model, false);
    std::cout << "\n--- streamed\n";
    co_await converse(client, model, true);
    std::cout << "\n--- lost signatures\n";
    co_await lose_signatures(client, model);
}

} // namespace

int main() try {
    const example::upstream upstream;
    const bool has_choice = std::getenv("COAI_MODEL") != nullptr && !upstream.is_emulated();
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, run(client, has_choice ? upstream.model() : "gemini-3-flash-preview"),
                   example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
