// Offers the model a function, runs the calls that it makes, and gives it the results: one round by
// hand. See tool_runner.cpp for the same in a loop.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

enum class temperature_unit { celsius, fahrenheit };
BOOST_DESCRIBE_ENUM(temperature_unit, celsius, fahrenheit)

struct get_weather {
    std::string location;
    std::optional<temperature_unit> unit;
};
BOOST_DESCRIBE_STRUCT(get_weather, (), (location, unit))

} // namespace

template <>
struct coai::descriptions<get_weather> {
    static constexpr member_description members[] = {
        {"location", "The city and state, e.g. Chicago, IL"}};
};

namespace {

std::string weather_at(const get_weather& asked) {
    const bool fahrenheit = asked.unit == temperature_unit::fahrenheit;
    return asked.location + ": sunny, " + (fahrenheit ? "70 F" : "21 C");
}

asio::awaitable<void> ask(coai::client& client, std::string model) {
    chat::request request(std::move(model));
    request.user("What's the weather like in Chicago today?");
    request.tools.push_back(
        coai::tool<get_weather>("get_weather", "Get the weather in a given location"));
    request.tool_choice = "auto";

    const auto asking = co_await client.chat.completions.create(request);
    if (asking.tool_calls().empty()) {
        throw std::runtime_error("the model has called nothing");
    }
    // The message goes back as it came: Gemini 3 wants to see its thought signature again.
    request.add(asking.choices.front().message);
    for (const chat::tool_call& call : asking.tool_calls()) {
        const auto arguments = coai::arguments<get_weather>(call);
        std::cout << "[get_weather for " << arguments.location << "]\n";
        request.add(chat::message::tool(call, weather_at(arguments)));
    }

    const auto answer = co_await client.chat.completions.create(request);
    std::cout << answer.text() << '\n';
    if (answer.text().empty()) {
        throw std::runtime_error("the model has not answered");
    }
}

} // namespace

int main() try {
    const example::upstream upstream;
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, ask(client, upstream.model()), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
