// Lets the model call functions of this program until it has its answer.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>

namespace asio = boost::asio;

namespace {

enum class temperature_unit { celsius, fahrenheit };
BOOST_DESCRIBE_ENUM(temperature_unit, celsius, fahrenheit)

struct get_weather {
    std::string location;
    std::optional<temperature_unit> unit;
};
BOOST_DESCRIBE_STRUCT(get_weather, (), (location, unit))

struct get_local_time {
    std::string location;
};
BOOST_DESCRIBE_STRUCT(get_local_time, (), (location))

struct weather {
    double temperature = 0;
    std::string sky;
};
BOOST_DESCRIBE_STRUCT(weather, (), (temperature, sky))

} // namespace

template <>
struct coai::descriptions<get_weather> {
    static constexpr member_description members[] = {
        {"location", "The city and state, e.g. Chicago, IL"}};
};

namespace {

// A tool may wait, here for a timer in place of another service.
asio::awaitable<weather> look_up(get_weather asked) {
    std::cout << "[get_weather for " << asked.location << "]\n";
    asio::steady_timer service(co_await asio::this_coro::executor, std::chrono::milliseconds(10));
    co_await service.async_wait(asio::use_awaitable);
    weather found;
    found.temperature = asked.unit == temperature_unit::fahrenheit ? 70 : 21;
    found.sky = "sunny";
    co_return found;
}

asio::awaitable<void> ask(coai::client& client, std::string model) {
    coai::toolbox tools;
    tools.add<get_weather>("get_weather", "Get the weather in a given location", look_up);
    tools.add<get_local_time>("get_local_time", "Get the time of day in a given location",
                              [](get_local_time asked) {
                                  std::cout << "[get_local_time for " << asked.location << "]\n";
                                  return std::string("14:05");
                              });

    coai::chat::request request(std::move(model));
    request.user("What's the weather like in Chicago today, and what is the local time?");
    const auto run = co_await client.chat.completions.run_tools(request, tools);

    std::cout << run.text() << "\n(" << run.rounds << " rounds, " << run.usage.total_tokens
              << " tokens)\n";
    if (run.end != coai::tool_run_end::answered || run.text().empty()) {
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
