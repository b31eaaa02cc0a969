#include "interop/page/require.hpp"
#include "interop/page/sections.hpp"

#include <coai/coai.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

// The page's sections with types of the program's own: functions and structured output.

namespace page {

namespace {

enum class temperature_unit { celsius, fahrenheit };
BOOST_DESCRIBE_ENUM(temperature_unit, celsius, fahrenheit)

struct get_weather {
    std::string location;
    std::optional<temperature_unit> unit;
};
BOOST_DESCRIBE_STRUCT(get_weather, (), (location, unit))

struct calendar_event {
    std::string name;
    std::string date;
    std::vector<std::string> participants;
};
BOOST_DESCRIBE_STRUCT(calendar_event, (), (name, date, participants))

} // namespace

} // namespace page

template <>
struct coai::descriptions<page::get_weather> {
    static constexpr member_description members[] = {
        {"location", "The city and state, e.g. Chicago, IL"}};
};

namespace page {

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

constexpr const char* weather_schema = R"({
    "type": "object",
    "properties": {
        "location": {"type": "string", "description": "The city and state, e.g. Chicago, IL"},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}
    },
    "required": ["location"]
})";
constexpr const char* name = "get_weather";
constexpr const char* description = "Get the weather in a given location";

chat::request weather_question(const char* model, chat::tool tool) {
    chat::request request(model);
    request.user("What's the weather like in Chicago today?");
    request.tools.push_back(std::move(tool));
    request.tool_choice = "auto";
    return request;
}

asio::awaitable<void> call_function(coai::client& client) {
    const auto request =
        weather_question("gemini-2.0-flash", coai::tool<get_weather>(name, description));
    const auto completion = co_await client.chat.completions.create(request);
    require(completion.tool_calls().size() == 1);
    require(!coai::arguments<get_weather>(completion.tool_calls().front()).location.empty());
}

asio::awaitable<void> return_result(coai::client& client) {
    // A schema of the page's own, for the model's arguments to be the same, too.
    const auto schema = boost::json::parse(weather_schema).as_object();
    auto request =
        weather_question("gemini-2.5-flash", chat::tool::function(name, description, schema));
    const auto asking = co_await client.chat.completions.create(request);
    require(asking.tool_calls().size() == 1);
    request.add(asking.choices.front().message);
    request.add(chat::message::tool(asking.tool_calls().front(), "sunny, 70 F"));
    const auto answer = co_await client.chat.completions.create(request);
    require(!answer.text().empty());
}

asio::awaitable<void> extract_event(coai::client& client) {
    chat::request request("gemini-2.0-flash");
    request.system("Extract the event information.")
        .user("John and Susan are going to an AI conference on Friday");
    chat::parse_options how;
    how.schema_name = "event";
    const auto completion = co_await client.chat.completions.parse<calendar_event>(request, how);
    require(!completion.value().participants.empty());
}

constexpr section sections[] = {
    {"function calling", call_function},
    {"result of a function", return_result},
    {"structured output", extract_event},
};

} // namespace

std::span<const section> tool_sections() { return sections; }

} // namespace page
