// How much a model thinks before it answers, and what.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

// Every API knows the effort as a word. Gemini counts what was thought in the total alone.
asio::awaitable<void> choose_effort(coai::client& client, chat::request request) {
    request.reasoning_effort = chat::reasoning_effort::low;
    const auto completion = co_await client.chat.completions.create(request);
    example::require(completion.usage.has_value(), "the answer does not say what it cost");
    std::cout << completion.text() << "\n(" << completion.usage->reasoning_tokens()
              << " tokens of thoughts)\n";
    example::require(completion.usage->reasoning_tokens() > 0, "the model has not thought");
}

// Gemini 2.5 takes a number of tokens, Gemini 3 a level (thinking_level), both in place of the
// effort; and the thoughts can be had with the answer.
asio::awaitable<void> show_thoughts(coai::client& client, chat::request request) {
    request.google.thinking_budget(1024).include_thoughts();
    const auto completion = co_await client.chat.completions.create(request);
    std::cout << "[thoughts]\n"
              << completion.thought() << "[answer]\n"
              << completion.text() << '\n';
    example::require(!completion.thought().empty(), "the answer came without thoughts");
    example::require(!completion.text().empty(), "the thoughts came without an answer");
}

// A chunk brings thoughts or a piece of the answer.
asio::awaitable<void> stream_thoughts(coai::client& client, chat::request request) {
    request.google.include_thoughts();
    auto stream = co_await client.chat.completions.stream(request);
    std::string thoughts;
    std::string answer;
    while (const auto chunk = co_await stream.next()) {
        if (thoughts.empty() && !chunk->thought().empty()) {
            std::cout << "[thoughts]\n";
        }
        if (answer.empty() && !chunk->text().empty()) {
            std::cout << "[answer]\n";
        }
        std::cout << chunk->thought() << chunk->text() << std::flush;
        thoughts += chunk->thought();
        answer += chunk->text();
    }
    std::cout << '\n';
    example::require(!thoughts.empty(), "the stream had no thoughts");
    example::require(!answer.empty(), "the stream had no answer");
}

asio::awaitable<void> run(coai::client& client, std::string model) {
    chat::request request(std::move(model));
    request.user("Explain to me how AI works");

    std::cout << "--- reasoning_effort\n";
    co_await choose_effort(client, request);
    std::cout << "\n--- thinking_config\n";
    co_await show_thoughts(client, request);
    std::cout << "\n--- thinking_config, streamed\n";
    co_await stream_thoughts(client, request);
}

} // namespace

int main() try {
    const example::upstream upstream;
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, run(client, upstream.model()), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
