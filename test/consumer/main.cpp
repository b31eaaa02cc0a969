// A project that knows nothing but the installed package: asks the emulator, over TLS.
#include <coai/coai.hpp>
#include <coai/testing/emulator.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>

boost::asio::awaitable<void> ask(coai::client& client) {
    coai::chat::request request("gemini-2.5-flash");
    request.user("Are you installed?");
    const auto completion = co_await client.chat.completions.create(request);
    std::cout << completion.text() << '\n';
}

int main() {
    const coai::testing::emulator server;
    boost::asio::io_context io;
    coai::client client(io.get_executor(), server.client_options());

    auto rethrow = [](std::exception_ptr failed) {
        if (failed) {
            std::rethrow_exception(failed);
        }
    };
    boost::asio::co_spawn(io, ask(client), rethrow);
    io.run();
}
