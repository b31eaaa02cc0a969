// What a user's source file looks like that makes one call; compiling it is what is measured.

#include <coai/coai.hpp>

boost::asio::awaitable<std::string> ask(const coai::client& client, std::string question) {
    coai::chat::request request("gemini-2.5-flash");
    request.user(std::move(question));
    const auto completion = co_await client.chat.completions.create(request);
    co_return std::string(completion.text());
}
