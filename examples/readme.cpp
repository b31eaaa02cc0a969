#include <coai/coai.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

boost::asio::awaitable<void> ask(coai::client& client) {
    coai::chat::request request("gemini-2.5-flash");
    request.system("You are a helpful assistant.").user("Explain to me how AI works");

    auto completion = co_await client.chat.completions.create(request);
    std::cout << completion.text() << '\n';

    auto stream = co_await client.chat.completions.stream(request);
    while (auto chunk = co_await stream.next())
        std::cout << chunk->text() << std::flush;
}

int main() {
    boost::asio::io_context io;
    coai::client client(io.get_executor(), coai::client_options::from_environment());
    boost::asio::co_spawn(io, ask(client), [](std::exception_ptr failed) {
        if (failed)
            std::rethrow_exception(failed);
    });
    io.run();
}
