#include "api/emulated_client.hpp"

#include <coai/gemini.hpp>

#include <boost/json/parse.hpp>

#include <string>
#include <string_view>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;

namespace {

constexpr const char* gemini_3 = "gemini-3-flash-preview";

chat::request weather_and_time(std::string_view model) {
    auto request = chat::request(std::string(model)).user("The weather and the time in Chicago?");
    request.tools.push_back(chat::tool::function("get_weather", "Tells the weather"));
    request.tools.push_back(chat::tool::function("get_time", "Tells the time"));
    return request;
}

awaitable<chat::completion> ask(client& whom, chat::request request, bool streamed) {
    if (!streamed) {
        co_return co_await whom.chat.completions.create(request);
    }
    auto stream = co_await whom.chat.completions.stream(request);
    co_return co_await stream.collect();
}

/// The conversation with the model's calls and their results.
chat::request with_results(chat::request request, const chat::message& calls) {
    request.add(calls);
    for (const auto& call : calls.tool_calls) {
        request.add(chat::message::tool(call, "fine"));
    }
    return request;
}

/// The error of a round that the server refuses.
std::string refusal(emulated_client& emulated, const chat::request& request) {
    const auto refused =
        emulated.failure_of<api_error>(emulated.client.chat.completions.create(request));
    CHECK(refused.kind() == errc::bad_request);
    return refused.what();
}

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("thought signatures") {
    TEST_CASE("a conversation with tools goes on, plain and streamed") {
        emulated_client emulated;
        for (const bool streamed : {false, true}) {
            CAPTURE(streamed);
            const auto request = weather_and_time(gemini_3);
            const auto first = emulated.run(ask(emulated.client, request, streamed));
            const auto& calls = first.tool_calls();
            REQUIRE(calls.size() == 2);
            CHECK_FALSE(gemini::thought_signature(calls[0]).empty());
            CHECK(gemini::thought_signature(calls[1]).empty());

            const auto second = emulated.run(
                ask(emulated.client, with_results(request, first.choices.at(0).message), streamed));
            CHECK(second.text().starts_with("According to get_weather: fine."));
            CHECK_FALSE(gemini::thought_signature(second.choices.at(0).message).empty());

            const auto sent = boost::json::parse(emulated.server.requests().back().body);
            CHECK(sent.at("messages").at(1).at("tool_calls").at(0).at("extra_content") ==
                  calls[0].extra.at("extra_content"));

            // And the signature of a text goes back with it.
            auto third = with_results(request, first.choices[0].message);
            third.add(second.choices[0].message).user("Thank you");
            CHECK_FALSE(emulated.run(ask(emulated.client, third, streamed)).text().empty());
        }
    }

    TEST_CASE("thoughts that are left out do not take the signatures with them") {
        emulated_client emulated;
        for (const bool streamed : {false, true}) {
            CAPTURE(streamed);
            auto request = weather_and_time(gemini_3);
            request.google.include_thoughts();
            const auto first = emulated.run(ask(emulated.client, request, streamed));
            CHECK_FALSE(first.thought().empty());
            REQUIRE(first.tool_calls().size() == 2);
            const auto second = emulated.run(
                ask(emulated.client, with_results(request, first.choices.at(0).message), streamed));
            CHECK(second.text().starts_with("According to get_weather"));
            CHECK_FALSE(second.thought().empty());
            auto third = with_results(request, first.choices[0].message);
            third.add(second.choices.at(0).message).user("Thank you");
            CHECK_FALSE(emulated.run(ask(emulated.client, third, streamed)).text().empty());
            const auto sent = boost::json::parse(emulated.server.requests().back().body);
            CHECK_FALSE(sent.at("messages").at(1).as_object().contains("content"));
            const auto& google = sent.at("messages").at(4).at("extra_content").at("google");
            CHECK(google.as_object().contains("thought_signature"));
            CHECK_FALSE(google.as_object().contains("thought"));
        }
    }

    TEST_CASE("a signature that is lost or altered ends the conversation") {
        emulated_client emulated;
        const auto request = weather_and_time(gemini_3);
        const auto first = emulated.run(ask(emulated.client, request, false));
        auto lost = first.choices.at(0).message;
        gemini::strip_thought_signatures(lost);
        CHECK(says(refusal(emulated, with_results(request, lost)),
                   "Function call is missing a thought_signature in functionCall parts"));

        auto altered = first.choices[0].message;
        auto& signature = altered.tool_calls[0]
                              .extra["extra_content"]
                              .at("google")
                              .at("thought_signature")
                              .as_string();
        signature.front() = signature.front() == 'A' ? 'B' : 'A';
        CHECK(says(refusal(emulated, with_results(request, altered)), "thought signature"));
    }

    TEST_CASE("a foreign history goes on with the stand-in") {
        emulated_client emulated;
        chat::message foreign(chat::role::assistant, chat::content());
        for (const std::string name : {"get_weather", "get_time"}) {
            auto& call = foreign.tool_calls.emplace_back();
            call.id = "id_" + name;
            call.type = "function";
            call.function.emplace().name = name;
            call.function->arguments = "{}";
        }
        auto request = with_results(weather_and_time(gemini_3), foreign);
        CHECK(says(refusal(emulated, request), "missing a thought_signature"));
        gemini::skip_thought_signatures(request.messages);
        const auto answer = emulated.run(ask(emulated.client, request, false));
        CHECK(answer.text().starts_with("According to get_weather"));
    }

    TEST_CASE("Gemini 2.5 does without") {
        emulated_client emulated;
        const auto request = weather_and_time("gemini-2.5-flash");
        auto first = emulated.run(ask(emulated.client, request, false));
        auto& calls = first.choices.at(0).message;
        CHECK_FALSE(gemini::thought_signature(calls.tool_calls.at(0)).empty());
        gemini::strip_thought_signatures(calls);
        const auto second = emulated.run(ask(emulated.client, with_results(request, calls), false));
        CHECK(second.text().starts_with("According to get_weather"));
    }

    TEST_CASE("a server that checks strictly takes the conversation once it is stripped") {
        emulated_client emulated;
        auto request = weather_and_time(gemini_3);
        const auto first = emulated.run(ask(emulated.client, request, false));
        request = with_results(request, first.choices.at(0).message);
        client openai(emulated.io.get_executor(), emulated.server.client_options(provider::openai));
        request.model = "gpt-4o";
        CHECK(emulated.failure_of<api_error>(openai.chat.completions.create(request)).kind() ==
              errc::bad_request);
        gemini::strip_thought_signatures(request.messages);
        CHECK_FALSE(emulated.run(ask(openai, request, false)).text().empty());
    }
}
