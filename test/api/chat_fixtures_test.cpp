#include "api/accumulate.hpp"
#include "api/recorded_streams.hpp"
#include "api/recorded_values.hpp"
#include "api/recordings.hpp"

#include <coai/json.hpp>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

using namespace coai;
using recordings::invented;
using recordings::missing;
using recordings::tool_call_summary;

TEST_SUITE("recorded chat answers") {
    TEST_CASE("nothing of a completion is dropped, and nothing invented") {
        for (const auto& file : recordings::chat_answers("json")) {
            CAPTURE(file);
            const auto body = recordings::read(file);
            const auto came = recordings::parse(body);
            const auto completion = api::decode_completion(body);
            const auto made = recordings::parse(json::serialize(completion));
            CHECK(missing(came, made) == "");
            CHECK(invented(made, came) == "");

            REQUIRE_FALSE(completion.choices.empty());
            if (completion.object == "chat.completion")
                CHECK_FALSE(completion.choices[0].finish_reason.empty());
            const auto& expected = came.at("choices").at(0).as_object();
            const auto* const message = expected.if_contains("message");
            const auto* const content =
                message != nullptr ? message->as_object().if_contains("content") : nullptr;
            if (content != nullptr && content->is_string())
                CHECK(completion.text() == std::string_view(content->get_string()));
            if (came.as_object().contains("usage"))
                CHECK(completion.usage->total_tokens == came.at("usage").at("total_tokens"));
        }
    }

    TEST_CASE("an answer's message goes back into the next request as it came") {
        for (const auto& file : recordings::chat_answers("json")) {
            CAPTURE(file);
            const auto body = recordings::read(file);
            const auto completion = api::decode_completion(body);
            const auto came = recordings::parse(body);
            const auto& choice = came.at("choices").at(0).as_object();
            if (!choice.contains("message"))
                continue;
            chat::request next("m");
            next.add(completion.choices.at(0).message);
            const auto sent = recordings::parse(api::encode_request(next, false, {}));
            CHECK(missing(choice.at("message"), sent.at("messages").at(0)) == "");
            CHECK(invented(sent.at("messages").at(0), choice.at("message")) == "");
        }
    }

    TEST_CASE("particular completions") {
        if (recordings::chat_answers("json").empty())
            return;
        const auto read = [](std::string_view file) {
            return api::decode_completion(recordings::read(file));
        };
        const auto signed_call = read("gemini-openai/chat-tool-call-thought-signature.json");
        REQUIRE(signed_call.tool_calls().size() == 1);
        CHECK(signed_call.tool_calls()[0].synthetic_id);
        CHECK(signed_call.usage->reasoning_tokens() == 109 - 35 - 12);
        CHECK(read("mistral/chat-thinking-content-list.json").text() == "144");
        CHECK(read("openai/chat-n2.json").choices.at(1).index == 1);
        CHECK(read("openai/chat-refusal.json")
                  .choices.at(0)
                  .message.refusal.value()
                  .starts_with("I'm"));
        CHECK(read("openai/chat-audio-out.json").choices.at(0).message.audio->data.size() > 1000);
        CHECK(read("openai/chat-logprobs.json").choices.at(0).logprobs->content.size() == 18);
        CHECK(read("openai/chat-web-search-annotations.json")
                  .choices.at(0)
                  .message.annotations.at(0)
                  .url_citation->end_index == 198);
        CHECK(read("openai/chat-parallel-tool-calls.json").tool_calls().size() == 2);
        CHECK(read("deepseek/chat-reasoning.json").usage->reasoning_tokens() == 15);
        CHECK(read("openrouter/chat-reasoning-details.json").tool_calls().size() == 1);
    }

    TEST_CASE("a line of Gemini's batch files") {
        if (recordings::chat_answers("json").empty())
            return;
        const auto line =
            recordings::parse(recordings::read("gemini-openai/batch-output-line.json"));
        const auto completion =
            api::decode_completion(json::serialize(line.at("response").at("body")));
        CHECK(completion.text().starts_with("I'm reading"));
        CHECK(completion.created == 1757432746);
        CHECK(completion.choices.at(0).finish_reason == chat::finish_reason::stop);
        CHECK(completion.usage->reasoning_tokens() == 488 - 19 - 9);
    }

    TEST_CASE("recorded requests are read and written again") {
        for (const char* kind : {"json", "sse"}) {
            for (const auto& file : recordings::chat_answers(kind)) {
                const auto name = file.substr(0, file.rfind('.')) + ".request.json";
                if (!std::ifstream(COAI_FIXTURES "/" + name))
                    continue;
                CAPTURE(name);
                const auto body = recordings::read(name);
                const auto came = recordings::parse(body);
                chat::request request;
                json::decoder decoder;
                REQUIRE_FALSE(decoder.decode(body, request).has_value());
                const auto sent = recordings::parse(api::encode_request(request, false, {}));
                CHECK(missing(came, sent) == "");
                CHECK(invented(sent, came) == "");
            }
        }
    }
}

TEST_SUITE("recorded chat streams") {
    TEST_CASE("nothing of a chunk is dropped, and nothing invented") {
        for (const auto& file : recordings::chat_answers("sse")) {
            CAPTURE(file);
            json::decoder decoder;
            chat::chunk chunk;
            for (const auto& data : recordings::chunks(file)) {
                CAPTURE(data);
                api::decode_chunk(decoder, data, chunk);
                const auto made = recordings::parse(json::serialize(chunk));
                const auto came = recordings::parse(data);
                CHECK(missing(came, made) == "");
                CHECK(invented(made, came) == "");
            }
        }
    }

    TEST_CASE("the chunks' texts are the stream's text") {
        for (const auto& file : recordings::chat_answers("sse")) {
            CAPTURE(file);
            json::decoder decoder;
            chat::chunk chunk;
            std::string text;
            const auto chunks = recordings::chunks(file);
            for (const auto& data : chunks) {
                api::decode_chunk(decoder, data, chunk);
                text += chunk.text();
            }
            CHECK(sample::accumulate(chunks).text() == text);
        }
    }

    TEST_CASE("streams amount to what was answered") {
        if (recordings::chat_answers("sse").empty())
            return;
        for (const auto& expected : recordings::streams) {
            CAPTURE(expected.file);
            const auto completion = sample::accumulate(recordings::chunks(expected.file));
            REQUIRE_FALSE(completion.choices.empty());
            const auto& choice = completion.choices[0];
            CHECK(choice.message.role == chat::role::assistant);
            CHECK(choice.finish_reason == expected.finish_reason);
            CHECK(choice.message.text() == expected.text);
            CHECK(tool_call_summary(choice.message) == expected.tool_calls);
            REQUIRE(completion.usage.has_value() == (expected.usage.size() == 3));
            if (completion.usage) {
                CHECK(completion.usage->prompt_tokens == expected.usage.begin()[0]);
                CHECK(completion.usage->completion_tokens == expected.usage.begin()[1]);
                CHECK(completion.usage->total_tokens == expected.usage.begin()[2]);
            }
        }
    }

    TEST_CASE("what is beside text and calls is put together too") {
        if (recordings::chat_answers("sse").empty())
            return;
        const auto read = [](std::string_view file) {
            return sample::accumulate(recordings::chunks(file));
        };
        const auto groq = read("groq/stream-error-event.sse");
        CHECK(groq.choices[0].message.extra.at("channel") == "analysis");
        CHECK(
            groq.choices[0].message.extra.at("reasoning").as_string().starts_with("The user says"));
        CHECK(read("deepseek/stream-reasoning.sse")
                  .choices[0]
                  .message.extra.at("reasoning_content")
                  .as_string()
                  .starts_with("Let me get"));
        CHECK(read("openai/stream-refusal.sse").choices[0].message.refusal ==
              "I'm very sorry, but I can't assist with that request.");
        CHECK(tool_call_summary(read("openai/stream-n2-tools.sse").choices.at(1).message) ==
              R"(call_ZLW6rwgBZAlsBPJv2F9O3zhz:get_current_weather{"location":"San Francisco, CA",)"
              R"("unit":"celsius"})");
        const auto logprobs = read("openai/stream-logprobs.sse");
        std::string tokens;
        for (const auto& token : logprobs.choices[0].logprobs.value().content)
            tokens += token.token;
        CHECK(tokens == logprobs.text());
        const auto thoughts = read("transcribed/gemini-openai/stream-include-thoughts.sse");
        CHECK(thoughts.text().starts_with("<thought>**Defining"));
        CHECK(thoughts.id == "1URyaLjuGKiqmtkPj86KuAI");
        CHECK(read("azure/stream-first-choices-empty.sse").extra.contains("prompt_filter_results"));
        CHECK(read("openrouter/stream-midstream-error.sse").extra.contains("error"));
        CHECK(read("xai/stream-parallel-tool-calls.sse").usage->reasoning_tokens() == 136);
        CHECK(read("cerebras/stream-no-done.sse").extra.contains("time_info"));
    }

    TEST_CASE("quoted chunks of Gemini") {
        if (recordings::chat_answers("sse").empty())
            return;
        const auto read = [](const std::string& file) {
            return sample::accumulate({recordings::read("transcribed/gemini-openai/" + file)});
        };
        const auto empty = read("chunk-empty-completion.json");
        CHECK(empty.text().empty());
        CHECK(empty.choices.at(0).message.content.empty());
        CHECK(empty.id == "qg");
        const auto signed_call = read("chunk-tool-call-signature.json");
        CHECK(signed_call.tool_calls().at(0).id == "623rbkd0");
        CHECK(json::serialize(signed_call.tool_calls().at(0).extra) ==
              R"({"extra_content":{"google":{"thought_signature":)"
              R"("EjQKMgG+Pvb7s6anNtqTZtb1XVK5Rf2edMXJQpVr53xZCQ3+7yiWdGctjmyn1GLanJ+jMP9P"}}})");
        CHECK(read("chunk-tool-call-usage.json").usage->reasoning_tokens() == 3459 - 3379 - 12);

        std::istringstream lines(recordings::read(
            "transcribed/gemini-openai/choices-parallel-tool-calls-one-signature.jsonl"));
        std::vector<std::string> chunks;
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty())
                chunks.push_back(R"({"choices":[)" + line + "]}");
        }
        const auto parallel = sample::accumulate(chunks);
        CHECK(tool_call_summary(parallel.choices.at(0).message) ==
              R"(U11J8Nlt:set_map_layer{"layer":"DENSITY"} )"
              R"(Rf3HPioH:set_map_scope{"scope":"La Paz"})");
        CHECK(parallel.tool_calls()[0].extra.contains("extra_content"));
        CHECK(parallel.tool_calls()[1].extra.empty());
    }
}
