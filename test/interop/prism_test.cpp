#include "api/recordings.hpp"
#include "interop/prism/chat_forms.hpp"
#include "interop/prism/prism_client.hpp"

#include <coai/json.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>

namespace {

using namespace coai;
using boost::asio::awaitable;
using prism::validated_client;

awaitable<chat::completion> collected(const coai::client& client, const chat::request& request) {
    auto stream = co_await client.chat.completions.stream(request);
    const chat::completion completion = co_await stream.collect();
    co_return completion;
}

/// The conversation that a recorded answer begins, with results of the functions that it calls.
chat::request continued(const std::string& file) {
    chat::completion answer;
    json::decoder decoder;
    REQUIRE_FALSE(decoder.decode(recordings::read(file), answer).has_value());
    auto request = chat::request("gpt-4o").user("Hello").add(answer.choices.at(0).message);
    for (const chat::tool_call& call : answer.tool_calls())
        request.add(chat::message::tool(call, "done"));
    return request.user("Go on.");
}

TEST_SUITE("judged by Prism") {
    TEST_CASE("Prism refuses what is wrong") {
        validated_client here;
        auto wrong = chat::request("m").user("Hello");
        wrong.temperature = 3;
        const auto refused =
            test::failure_of<api_error>(here.io, here.client.chat.completions.create(wrong));
        CHECK(refused.status() == 422);
        CHECK(refused.body().find("temperature") != std::string::npos);
    }

    TEST_CASE("chat in all its forms") {
        validated_client here;
        for (const prism::chat_form& form : prism::chat_forms()) {
            CAPTURE(form.name);
            here.accepts(here.client.chat.completions.create(form.request),
                         [](const chat::completion& completion) {
                             CHECK(completion.object == "chat.completion");
                             CHECK_FALSE(completion.choices.empty());
                         });
        }
    }

    TEST_CASE("messages that OpenAI was recorded to answer, put into the next request") {
        validated_client here;
        for (const std::string& file : recordings::chat_answers("json")) {
            if (!file.starts_with("openai/"))
                continue;
            CAPTURE(file);
            here.accepts(here.client.chat.completions.create(continued(file)),
                         [](const chat::completion& completion) {
                             CHECK_FALSE(completion.choices.empty());
                         });
        }
    }

    TEST_CASE("chat in all its forms, streamed") {
        validated_client here;
        for (prism::chat_form& form : prism::chat_forms()) {
            CAPTURE(form.name);
            auto& streamed = form.request.stream_options.emplace();
            streamed.include_usage = true;
            streamed.include_obfuscation = false;
            here.accepts(collected(here.client, form.request),
                         [](const chat::completion& completion) {
                             CHECK(completion.text() == "Hello");
                             CHECK(completion.choices.at(0).finish_reason == "stop");
                         });
        }
    }
}

} // namespace
