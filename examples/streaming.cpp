// The ways to read a streamed answer, and a generator of one's own on top of it.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

// One chunk at a time. The last chunk brings the token counts, because the request asks for them.
asio::awaitable<void> read_chunks(coai::client& client, const chat::request& request) {
    auto stream = co_await client.chat.completions.stream(request);
    std::optional<coai::usage> usage;
    while (const auto chunk = co_await stream.next()) {
        std::cout << chunk->text() << std::flush;
        if (chunk->usage) {
            usage = chunk->usage;
        }
    }
    if (usage) {
        std::cout << "\n(" << usage->total_tokens << " tokens)\n";
    }
}

// For very many chunks: one chunk's memory serves all, and what has arrived already is taken
// without suspending. Here, what arrived together is also printed together.
asio::awaitable<void> read_in_place(coai::client& client, const chat::request& request) {
    auto stream = co_await client.chat.completions.stream(request);
    chat::chunk chunk;
    while (co_await stream.next(chunk)) {
        do {
            std::cout << chunk.text();
        } while (stream.try_next(chunk));
        std::cout << std::flush;
    }
    const auto statistics = stream.statistics();
    std::cout << "\n(" << statistics.chunks << " chunks in " << statistics.bytes << " bytes)\n";
}

// All of it, as if it had not been streamed; no silence is longer than the time between two chunks.
asio::awaitable<void> collect(coai::client& client, const chat::request& request) {
    auto stream = co_await client.chat.completions.stream(request);
    const auto completion = co_await stream.collect();
    std::cout << completion.text() << '\n';
    if (!completion.choices.empty()) {
        std::cout << "(finish reason: " << completion.choices.front().finish_reason << ")\n";
    }
}

// Turns chunks, which end anywhere, into sentences.
coai::async_generator<std::string> sentences(coai::async_generator<chat::chunk> chunks) {
    std::string text;
    while (const auto chunk = co_await chunks.next()) {
        text += chunk->text();
        for (auto end = text.find(". "); end != std::string::npos; end = text.find(". ")) {
            co_yield text.substr(0, end + 1);
            text.erase(0, end + 2);
        }
    }
    if (!text.empty()) {
        co_yield std::move(text);
    }
}

asio::awaitable<void> read_sentences(coai::client& client, const chat::request& request) {
    auto stream = co_await client.chat.completions.stream(request);
    auto generator = sentences(std::move(stream).chunks());
    for (int number = 1; const auto sentence = co_await generator.next(); ++number) {
        std::cout << number << ": " << *sentence << '\n';
    }
}

asio::awaitable<void> run(coai::client& client, std::string model) {
    chat::request request(std::move(model));
    request.user("Explain to me how AI works");
    request.stream_options.emplace().include_usage = true;

    std::cout << "--- next()\n";
    co_await read_chunks(client, request);
    std::cout << "\n--- next(chunk) and try_next(chunk)\n";
    co_await read_in_place(client, request);
    std::cout << "\n--- collect()\n";
    co_await collect(client, request);
    std::cout << "\n--- chunks(), as the source of another generator\n";
    co_await read_sentences(client, request);
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
