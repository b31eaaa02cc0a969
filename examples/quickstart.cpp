// One plain answer, one streamed token by token, then what they cost in tokens and in time.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

namespace asio = boost::asio;

namespace {

std::string in_milliseconds(std::chrono::steady_clock::duration time) {
    return std::to_string(std::chrono::round<std::chrono::milliseconds>(time).count()) + " ms";
}

void print_usage(const std::optional<coai::usage>& usage) {
    if (usage) {
        std::cout << usage->prompt_tokens << " prompt tokens, " << usage->completion_tokens
                  << " answer tokens, ";
    }
}

asio::awaitable<void> ask(coai::client& client, std::string model) {
    coai::chat::request request(std::move(model));
    request.system("You are a helpful assistant.").user("Explain to me how AI works");

    std::cout << "\n--- plain\n" << std::flush;
    const auto completion = co_await client.chat.completions.create(request);
    std::cout << completion.text() << '\n';

    std::cout << "\n--- streamed\n" << std::flush;
    request.stream_options.emplace().include_usage = true;
    std::optional<coai::usage> usage;
    auto stream = co_await client.chat.completions.stream(request);
    while (const auto chunk = co_await stream.next()) {
        std::cout << chunk->text() << std::flush;
        if (chunk->usage) {
            usage = chunk->usage;
        }
    }

    const auto& timings = completion.response.timings;
    const auto statistics = stream.statistics();
    std::cout << "\n\n--- cost\nplain:    ";
    print_usage(completion.usage);
    std::cout << "first byte after " << in_milliseconds(timings.acquire + timings.first_byte)
              << ", all after " << in_milliseconds(timings.total) << "\nstreamed: ";
    print_usage(usage);
    std::cout << "first token after " << in_milliseconds(statistics.first_token) << ", all after "
              << in_milliseconds(statistics.last_chunk) << '\n';
}

} // namespace

int main() try {
    coai::testing::emulator_options emulation;
    emulation.latency = std::chrono::milliseconds(200);
    emulation.tokens_per_second = 100;
    const example::upstream upstream(emulation);
    std::cout << "Talking to " << upstream.description() << '\n';

    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, ask(client, upstream.model()), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
