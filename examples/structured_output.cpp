// An answer as a struct of the program's own, at once and streamed.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

struct calendar_event {
    std::string name;
    std::string date;
    std::vector<std::string> participants;
    std::optional<std::string> place;
};
BOOST_DESCRIBE_STRUCT(calendar_event, (), (name, date, participants, place))

} // namespace

// What the model is told of the members, where their names do not say it all.
template <>
struct coai::descriptions<calendar_event> {
    static constexpr coai::member_description members[] = {
        {"date", "As the text has it, for example \"Friday\""},
        {"participants", "The names of the people who take part"},
    };
};

namespace {

void print(const calendar_event& event) {
    if (event.name.empty() || event.participants.empty()) {
        throw std::runtime_error("the model found no event");
    }
    std::cout << event.name << " on " << event.date;
    if (event.place) {
        std::cout << " in " << *event.place;
    }
    const char* separator = ", with ";
    for (const std::string& participant : event.participants) {
        std::cout << std::exchange(separator, ", ") << participant;
    }
    std::cout << '\n';
}

asio::awaitable<void> ask(coai::client& client, const chat::request& request) {
    const auto completion = co_await client.chat.completions.parse<calendar_event>(request);
    print(completion.value());
}

// The text is shown as it comes, and is a struct at the end.
asio::awaitable<void> ask_streamed(coai::client& client, const chat::request& request) {
    auto stream = co_await client.chat.completions.parse_stream<calendar_event>(request);
    while (const auto chunk = co_await stream.next()) {
        std::cout << chunk->text() << std::flush;
    }
    std::cout << '\n';
    const auto completion = co_await stream.collect();
    print(completion.value());
}

// An answer may turn out to be none: value() throws then, and error() tells what it would throw.
asio::awaitable<void> ask_too_much(coai::client& client, chat::request request) {
    request.max_completion_tokens = 5;
    const auto completion = co_await client.chat.completions.parse<calendar_event>(request);
    if (completion.error().kind() == coai::errc::output_cut) {
        std::cout << "Cut off: " << completion.text() << '\n';
    } else if (completion) {
        print(completion.value());
    } else {
        std::cout << completion.error().what() << '\n';
    }
}

asio::awaitable<void> run(coai::client& client, std::string model) {
    chat::request request(std::move(model));
    request.system("Extract the event information.")
        .user("John and Susan are going to an AI conference on Friday.");

    std::cout << "--- parse()\n";
    co_await ask(client, request);
    std::cout << "--- parse_stream()\n";
    co_await ask_streamed(client, request);
    std::cout << "--- with too few tokens\n";
    co_await ask_too_much(client, request);
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
