#include "api/accumulate.hpp"
#include "api/recordings.hpp"
#include "api/thoughts.hpp"

#include <coai/gemini.hpp>
#include <coai/json.hpp>

#include <boost/json/parse.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace coai;

bool available() { return !recordings::chat_answers("sse").empty(); }

struct heard {
    std::string thought;
    std::string text;
    chat::completion joined;
};

heard listen(const std::vector<std::string>& chunks) {
    heard all;
    json::decoder decoder;
    api::chunk_thoughts thoughts{api::thought_tags()};
    chat::completion_accumulator accumulator;
    chat::chunk chunk;
    for (const auto& data : chunks) {
        api::decode_chunk(decoder, data, chunk);
        thoughts.split(chunk);
        all.thought += chunk.thought();
        all.text += chunk.text();
        accumulator.add(chunk);
    }
    all.joined = accumulator.finish();
    return all;
}

} // namespace

TEST_SUITE("recorded thoughts") {
    TEST_CASE("Gemini's stream with include_thoughts") {
        if (!available())
            return;
        const auto chunks =
            recordings::chunks("transcribed/gemini-openai/stream-include-thoughts.sse");
        const auto all = listen(chunks);
        CHECK(all.thought.starts_with("**Defining the Greeting**"));
        CHECK(all.thought.find("**Finalizing the Greeting**") != std::string::npos);
        CHECK(all.thought.find("thought>") == std::string::npos);
        CHECK(all.text.starts_with("你好"));
        CHECK(all.text.find('<') == std::string::npos);
        CHECK(all.joined.thought() == all.thought);
        CHECK(all.joined.text() == all.text);
        const auto& content = all.joined.choices.at(0).message.content;
        CHECK(content.raw_text() == "<thought>" + all.thought + "</thought>" + all.text);
    }

    TEST_CASE("other servers' streams and answers") {
        if (!available())
            return;
        CHECK(listen(recordings::chunks("deepseek/stream-reasoning.sse"))
                  .thought.starts_with("Let me get"));
        CHECK(listen(recordings::chunks("groq/stream-error-event.sse"))
                  .thought.starts_with("The user says"));
        CHECK_FALSE(listen(recordings::chunks("llamacpp/stream-tool-call.sse")).thought.empty());
        const auto deepseek =
            api::decode_completion(recordings::read("deepseek/chat-reasoning.json"));
        CHECK(deepseek.thought().starts_with("We need"));
        CHECK(deepseek.text() == "4");
    }

    TEST_CASE("no stream loses text, and the others have no thoughts") {
        for (const auto& file : recordings::chat_answers("sse")) {
            CAPTURE(file);
            const auto all = listen(recordings::chunks(file));
            CHECK(all.joined.text() == all.text);
            bool thinks = false;
            for (const std::string_view name : {"include-thoughts", "deepseek", "groq/stream-error",
                                                "llamacpp", "openrouter/stream-m"})
                thinks = thinks || file.find(name) != std::string::npos;
            CHECK(all.thought.empty() != thinks);
        }
    }

    TEST_CASE("signatures go back as they came") {
        if (!available())
            return;
        for (const std::string_view file :
             {"gemini-openai/chat-tool-call-thought-signature.json",
              "transcribed/gemini-openai/chat-message-signature.json"}) {
            CAPTURE(file);
            const auto body = recordings::read(file);
            const auto came = recordings::parse(body).at("choices").at(0).at("message");
            auto message = api::decode_completion(body).choices.at(0).message;
            CHECK(gemini::thought_signature(message) ==
                  std::string_view(
                      came.at("extra_content").at("google").at("thought_signature").as_string()));
            for (auto& call : message.tool_calls)
                call.id.clear(); // This server gave none.
            const auto request =
                boost::json::parse(api::encode_request(chat::request("m").add(message), false, {}));
            auto expected = came;
            if (auto* const calls = expected.as_object().if_contains("tool_calls"))
                calls->at(0).as_object().erase("id");
            CHECK(request.at("messages").at(0) == expected);
        }
    }
}
