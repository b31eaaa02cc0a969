// A question about something large that the server has kept from before, streamed.
//
//     cached_content [cachedContents/…]

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

namespace {

asio::awaitable<void> ask(coai::client& client, std::string model, std::string cache) {
    coai::chat::request request(std::move(model));
    request.user("Summarize the video");
    request.n = 1;
    request.stream_options.emplace().include_usage = true;
    // Instructions and tools are the cache's: a request that names one has none of its own.
    request.google.cached_content = std::move(cache);

    auto stream = co_await client.chat.completions.stream(request);
    std::optional<coai::usage> usage;
    std::string answer;
    while (const auto chunk = co_await stream.next()) {
        std::cout << chunk->text() << std::flush;
        answer += chunk->text();
        if (chunk->usage) {
            usage = chunk->usage; // each replaces the one before
        }
    }

    example::require(!answer.empty(), "there is no answer");
    example::require(usage && usage->prompt_tokens_details, "the stream does not say what it cost");
    const auto cached = usage->prompt_tokens_details->cached_tokens;
    std::cout << "\n(" << cached << " of " << usage->prompt_tokens
              << " prompt tokens were in the cache)\n";
    example::require(cached > 0, "the cache was not used");
}

} // namespace

int main(int argc, char** argv) try {
    const std::string cache =
        argc > 1 ? argv[1] : "cachedContents/0000aaaa1111bbbb2222cccc3333dddd4444eeee";
    coai::testing::emulator_options emulation;
    emulation.cached_contents = {cache};
    const example::upstream upstream(emulation);

    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, ask(client, upstream.model(), cache), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
