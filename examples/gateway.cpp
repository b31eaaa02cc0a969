// A server that embeds the client: relays chat completions to its own clients.
//
//     gateway               shows one plain and one streamed answer through itself
//     gateway --port 8080   serves until it is interrupted (Ctrl-C):
//
//     curl http://127.0.0.1:8080/v1/chat/completions -d '{"model": "gemini-2.5-flash",
//         "stream": true, "messages": [{"role": "user", "content": "Hello"}]}'

#include "gateway/server.hpp"
#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/program_options.hpp>

#include <csignal>
#include <cstdint>
#include <iostream>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace po = boost::program_options;

namespace {

// The gateway speaks the same API as its upstream, so its client may be ours.
asio::awaitable<void> demonstrate(gateway::server& relay, std::string model) {
    coai::client_options options("no key needed");
    options.base_url = "http://127.0.0.1:" + std::to_string(relay.port()) + "/v1/";
    options.proxy = "";
    const coai::client client(co_await asio::this_coro::executor, options);
    coai::chat::request request(std::move(model));
    request.user("Explain to me how AI works");

    const auto completion = co_await client.chat.completions.create(request);
    std::cout << "--- plain\n" << completion.text() << "\n--- streamed\n";
    auto stream = co_await client.chat.completions.stream(request);
    while (const auto chunk = co_await stream.next()) {
        std::cout << chunk->text() << std::flush;
    }
    std::cout << '\n';
    relay.stop();
}

// The first signal ends the server in order, a second one at once.
asio::awaitable<void> stop_on_signal(gateway::server& relay) {
    asio::signal_set signals(co_await asio::this_coro::executor, SIGINT, SIGTERM);
    co_await signals.async_wait(asio::use_awaitable);
    std::cout << "Stopping\n";
    relay.stop();
}

} // namespace

int main(int argc, char** argv) try {
    std::uint16_t port = 0;
    po::options_description known("gateway");
    known.add_options()("port", po::value(&port), "where to serve; default: only demonstrate");
    po::variables_map given;
    po::store(po::parse_command_line(argc, argv, known), given);
    po::notify(given);

    const example::upstream upstream;
    std::cout << "Talking to " << upstream.description() << '\n';
    asio::io_context io(1);
    const coai::client client(io.get_executor(), upstream.client_options());
    gateway::server relay(io.get_executor(), client, port);
    std::cout << "Serving http://127.0.0.1:" << relay.port() << "/v1/chat/completions\n";

    asio::co_spawn(io, relay.run(), example::rethrow);
    if (given.contains("port")) {
        asio::co_spawn(io, stop_on_signal(relay), example::rethrow);
    } else {
        asio::co_spawn(io, demonstrate(relay, upstream.model()), example::rethrow);
    }
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
