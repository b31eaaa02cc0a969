#include "interop/page/sections.hpp"

#include <coai/coai.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>

namespace page {

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

constexpr const char* weather_parameters = R"({
    "type": "object",
    "properties": {
        "location": {"type": "string", "description": "The city and state, e.g. Chicago, IL"},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}
    },
    "required": ["location"]
})";

/// What becomes of an answer is not what this program is about; but there must be one.
void require(bool holds) {
    if (!holds)
        throw std::runtime_error("the answer is empty");
}

asio::awaitable<void> complete(coai::client& client, chat::request request) {
    const auto completion = co_await client.chat.completions.create(request);
    require(!completion.choices.empty());
}

asio::awaitable<void> stream(coai::client& client, chat::request request) {
    auto stream = co_await client.chat.completions.stream(request);
    const auto completion = co_await stream.collect();
    require(!completion.choices.empty());
}

chat::request question(const char* model) {
    chat::request request(model);
    request.system("You are a helpful assistant.").user("Explain to me how AI works");
    return request;
}

asio::awaitable<void> ask_plainly(coai::client& client) {
    return complete(client, question("gemini-2.0-flash"));
}

asio::awaitable<void> ask_with_effort(coai::client& client) {
    auto request = question("gemini-2.5-flash");
    request.reasoning_effort = "low";
    return complete(client, request);
}

asio::awaitable<void> ask_streamed(coai::client& client) {
    chat::request request("gemini-2.0-flash");
    request.system("You are a helpful assistant.").user("Hello!");
    return stream(client, request);
}

asio::awaitable<void> ask_for_thoughts(coai::client& client) {
    chat::request request("gemini-2.5-flash");
    request.user("Explain to me how AI works");
    request.google.thinking_budget(1024).include_thoughts();
    return complete(client, request);
}

asio::awaitable<void> call_function(coai::client& client) {
    chat::request request("gemini-2.0-flash");
    request.user("What's the weather like in Chicago today?");
    request.tools.push_back(
        chat::tool::function("get_weather", "Get the weather in a given location",
                             boost::json::parse(weather_parameters).as_object()));
    request.tool_choice = "auto";
    return complete(client, request);
}

asio::awaitable<void> ask_about_cached_content(coai::client& client) {
    chat::request request("gemini-2.5-pro");
    request.user("Summarize the video");
    request.n = 1;
    request.stream_options.emplace().include_usage = true;
    request.google.cached_content = "cachedContents/0000aaaa1111bbbb2222cccc3333dddd4444eeee";
    return stream(client, request);
}

asio::awaitable<void> list_models(coai::client& client) {
    auto models = client.models.list();
    int count = 0;
    while (co_await models.next())
        ++count;
    require(count > 0);
}

asio::awaitable<void> retrieve_model(coai::client& client) {
    const auto model = co_await client.models.retrieve("gemini-2.0-flash");
    require(!model.id.empty());
}

constexpr section sections[] = {
    {"chat", ask_plainly},
    {"thinking", ask_with_effort},
    {"thoughts", ask_for_thoughts},
    {"streaming", ask_streamed},
    {"function calling", call_function},
    {"cached content", ask_about_cached_content},
    {"list of models", list_models},
    {"one model", retrieve_model},
};

} // namespace

const section* find_section(std::string_view name) {
    const auto* const found = std::find_if(std::begin(sections), std::end(sections),
                                           [&](const section& each) { return each.name == name; });
    return found != std::end(sections) ? found : nullptr;
}

} // namespace page
