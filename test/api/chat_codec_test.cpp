#include "api/chat_codec.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace coai;
using api::decode_completion;

chat::chunk decode_chunk(std::string_view data) {
    chat::chunk chunk;
    json::decoder decoder;
    api::decode_chunk(decoder, data, chunk);
    return chunk;
}

} // namespace

TEST_SUITE("chat completion") {
    TEST_CASE("every member is read") {
        const auto completion = decode_completion(R"({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1760728905, "model": "m",
            "choices": [{
                "index": 0,
                "message": {
                    "role": "assistant", "content": "It is 4.", "refusal": null,
                    "annotations": [{"type": "url_citation", "url_citation": {
                        "start_index": 1, "end_index": 2, "url": "https://x", "title": "X"}}],
                    "audio": {"id": "audio_1", "expires_at": 9, "data": "AA==", "transcript": "It"}
                },
                "logprobs": {"content": [{"token": "It", "logprob": -0.5, "bytes": [73, 116],
                    "top_logprobs": [{"token": "4", "logprob": -1.5, "bytes": null}]}],
                    "refusal": null},
                "finish_reason": "stop"
            }],
            "usage": {
                "prompt_tokens": 16, "completion_tokens": 12, "total_tokens": 28,
                "prompt_tokens_details": {"cached_tokens": 1, "cache_write_tokens": 2,
                    "audio_tokens": 3, "text_tokens": 4, "image_tokens": 5},
                "completion_tokens_details": {"reasoning_tokens": 6, "audio_tokens": 7,
                    "text_tokens": 8, "accepted_prediction_tokens": 9,
                    "rejected_prediction_tokens": 10}
            },
            "service_tier": "default", "system_fingerprint": "fp_1", "moderation": {"input": {}}
        })");
        CHECK(completion.id == "chatcmpl-1");
        CHECK(completion.object == "chat.completion");
        CHECK(completion.created == 1760728905);
        CHECK(completion.model == "m");
        CHECK(completion.text() == "It is 4.");
        CHECK(completion.tool_calls().empty());
        CHECK(completion.service_tier == "default");
        CHECK(completion.system_fingerprint == "fp_1");
        CHECK(completion.extra.contains("moderation"));

        const auto& choice = completion.choices.at(0);
        CHECK(choice.index == 0);
        CHECK(choice.finish_reason == chat::finish_reason::stop);
        CHECK(choice.message.role == chat::role::assistant);
        CHECK_FALSE(choice.message.refusal.has_value());
        CHECK(choice.message.annotations.at(0).url_citation->title == "X");
        CHECK(choice.message.audio->id == "audio_1");
        CHECK(choice.message.audio->expires_at == 9);
        CHECK(choice.message.audio->transcript == "It");
        const auto& token = choice.logprobs->content.at(0);
        CHECK(token.token == "It");
        CHECK(token.logprob == -0.5);
        CHECK(token.bytes->size() == 2);
        CHECK(token.top_logprobs.at(0).logprob == -1.5);
        CHECK_FALSE(token.top_logprobs.at(0).bytes.has_value());

        const auto& usage = completion.usage.value();
        CHECK(usage.prompt_tokens == 16);
        CHECK(usage.completion_tokens == 12);
        CHECK(usage.total_tokens == 28);
        CHECK(usage.prompt_tokens_details->cached_tokens == 1);
        CHECK(usage.prompt_tokens_details->cache_write_tokens == 2);
        CHECK(usage.prompt_tokens_details->audio_tokens == 3);
        CHECK(usage.prompt_tokens_details->text_tokens == 4);
        CHECK(usage.prompt_tokens_details->image_tokens == 5);
        CHECK(usage.reasoning_tokens() == 6);
        CHECK(usage.completion_tokens_details->audio_tokens == 7);
        CHECK(usage.completion_tokens_details->text_tokens == 8);
        CHECK(usage.completion_tokens_details->accepted_prediction_tokens == 9);
        CHECK(usage.completion_tokens_details->rejected_prediction_tokens == 10);
    }

    TEST_CASE("every member may be absent, null, empty or of another type") {
        CHECK(decode_completion("{}").text().empty());
        CHECK(decode_completion(R"({"choices":null})").choices.empty());
        CHECK(decode_completion(R"({"choices":[]})").tool_calls().empty());
        CHECK(decode_completion(R"({"choices":[{}]})").text().empty());
        CHECK(decode_completion(R"({"choices":[null]})").choices.size() == 1);
        CHECK(decode_completion(R"({"choices":[{"message":null}]})").tool_calls().empty());
        CHECK(decode_completion(R"({"choices":[{"finish_reason":""}]})")
                  .choices[0]
                  .finish_reason.empty());
        CHECK(decode_completion(R"({"usage":"none"})").extra.contains("usage"));
        CHECK(decode_completion("\n\n   \n{\"id\":\"after blanks\"}").id == "after blanks");
    }

    TEST_CASE("a choice without an index has its position") {
        const auto completion =
            decode_completion(R"({"choices":[{},{"index":null},{"index":7},{}]})");
        CHECK(completion.choices[0].index == 0);
        CHECK(completion.choices[1].index == 1);
        CHECK(completion.choices[2].index == 7);
        CHECK(completion.choices[3].index == 3);
    }

    TEST_CASE("content comes as a list of parts, or as an object") {
        const auto list = decode_completion(
            R"({"choices":[{"message":{"content":[{"type":"thinking","thinking":[]},)"
            R"({"type":"text","text":"14"},{"type":"text","text":"4"}]}}]})");
        CHECK(list.text() == "144");
        CHECK(list.choices[0].message.content.parts().size() == 3);

        const auto object =
            decode_completion(R"({"choices":[{"message":{"content":{"answer":144}}}]})");
        CHECK(object.choices[0].message.content.object().at("answer") == 144);
    }

    TEST_CASE("arguments that come as an object are its JSON text") {
        const auto completion =
            decode_completion(R"({"choices":[{"message":{"tool_calls":[{"id":"a","function":)"
                              R"({"name":"f","arguments":{"x": [1, 2.50]}}}]}}]})");
        CHECK(completion.tool_calls().at(0).function->arguments == R"({"x":[1,2.50]})");
    }

    TEST_CASE("a tool call without an id is given one") {
        const auto completion = decode_completion(
            R"({"choices":[{"message":{"tool_calls":[{"id":"","function":{"name":"f"}},)"
            R"({"id":"mine","function":{"name":"g"}},{"function":{"name":"h"}}]}}]})");
        const auto& calls = completion.tool_calls();
        REQUIRE(calls.size() == 3);
        CHECK(calls[0].synthetic_id);
        CHECK(calls[0].id.size() == 29);
        CHECK(calls[0].id.starts_with("call_"));
        CHECK(calls[0].id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789", 5) ==
              std::string::npos);
        CHECK(calls[1].id == "mine");
        CHECK_FALSE(calls[1].synthetic_id);
        CHECK(calls[2].synthetic_id);
        CHECK(calls[2].id != calls[0].id);
    }

    TEST_CASE("finish reasons of a server's own are kept") {
        const auto completion = decode_completion(
            R"({"choices":[{"finish_reason":"content_filter: PROHIBITED_CONTENT","index":0}]})");
        const auto& reason = completion.choices[0].finish_reason;
        CHECK_FALSE(reason.known().has_value());
        CHECK(reason == "content_filter: PROHIBITED_CONTENT");
    }

    TEST_CASE("the time of creation comes in several forms") {
        CHECK(decode_completion(R"({"created":"1757432746"})").created == 1757432746);
        CHECK(decode_completion(R"({"created":1757432746.0})").created == 1757432746);
        const auto fraction = decode_completion(R"({"created":1757432746.25})");
        CHECK(fraction.created == 1757432746);
        CHECK(json::serialize(fraction) == R"({"choices":[],"created":1757432746.25})");
        CHECK(decode_completion(R"({"created":1e300})").created == 0);
        CHECK(decode_completion(R"({"created":-0.5})").created == 0);
        CHECK(decode_completion(R"({"created":"soon"})").created == 0);
    }

    TEST_CASE("protobuf's names are understood") {
        const auto completion = decode_completion(
            R"({"usage":{"completionTokens":19,"promptTokens":9,"totalTokens":488},)"
            R"("choices":[{"finishReason":"stop"}]})");
        CHECK(completion.choices[0].finish_reason == chat::finish_reason::stop);
        CHECK(completion.usage->prompt_tokens == 9);
        CHECK(completion.usage->completion_tokens == 19);
        CHECK(completion.usage->reasoning_tokens() == 460);
    }

    TEST_CASE("what is no completion is an error with its place") {
        CHECK_THROWS_AS(decode_completion(""), json::decode_error);
        CHECK_THROWS_AS(decode_completion("<html>"), json::decode_error);
        CHECK_THROWS_AS(decode_completion(R"([{"id":"1"}])"), json::decode_error);
        try {
            decode_completion(R"({"id":"1",})");
            FAIL("no exception");
        } catch (const json::decode_error& error) {
            CHECK(error.offset() == 10);
        }
    }

    TEST_CASE("an answer goes back as it came") {
        const std::string_view message =
            R"({"role":"assistant","content":"I look.","tool_calls":[)"
            R"({"id":"623rbkd0","type":"function","function":{"name":"read","arguments":"{}"},)"
            R"("extra_content":{"google":{"thought_signature":"EjQKMgG+Pvb7s6/anN=="}}},)"
            R"({"id":"x","type":"function","function":{"name":"list",)"
            R"("arguments":"{ \"a\" : 1 }"}}],)"
            R"("extra_content":{"google":{"thought":true,"thought_signature":"AVSo"}},)"
            R"("thought_signature":"AVSo","reasoning_content":"hm","future":[1,2.5,)"
            R"({"deep":null}]})";
        const auto body = R"({"choices":[{"index":0,"message":)" + std::string(message) + "}]}";
        const auto completion = decode_completion(body);
        CHECK(json::serialize(completion.choices[0].message) == message);

        chat::request next("m");
        next.user("hi").add(completion.choices[0].message);
        CHECK(api::encode_request(next, false, {}) ==
              R"({"model":"m","messages":[{"role":"user","content":"hi"},)" + std::string(message) +
                  "]}");
    }

    TEST_CASE("members that do not fit go back as they came") {
        const std::string_view text =
            R"({"created":0,"choices":[{"index":0,"message":{"role":"assistant",)"
            R"("tool_calls":{"not":"a list"},"content":7},"logprobs":[]}],"model":["m"]})";
        CHECK(json::serialize(decode_completion(text)) ==
              R"({"created":0,"choices":[{"index":0,"message":{"role":"assistant",)"
              R"("tool_calls":{"not":"a list"},"content":7},"logprobs":[]}],"model":["m"]})");
    }
}

TEST_SUITE("chat chunk") {
    TEST_CASE("text() is what the chunk adds to the first answer") {
        CHECK(decode_chunk(R"({"choices":[{"index":0,"delta":{"content":"a"}}]})").text() == "a");
        CHECK(decode_chunk(R"({"choices":[{"delta":{"content":"a"}}]})").text() == "a");
        CHECK(decode_chunk(R"({"choices":[{"index":1,"delta":{"content":"a"}}]})").text().empty());
        CHECK(decode_chunk(R"({"choices":[{"index":1,"delta":{"content":"a"}},)"
                           R"({"index":0,"delta":{"content":"b"}}]})")
                  .text() == "b");
        CHECK(decode_chunk(R"({"choices":[]})").text().empty());
        CHECK(decode_chunk(R"({"choices":[{"delta":{}}]})").text().empty());
        CHECK(chat::chunk().text().empty());
    }

    TEST_CASE("a list of parts is joined to the text") {
        CHECK(decode_chunk(R"({"choices":[{"delta":{"content":[{"type":"text","text":"a"},)"
                           R"({"type":"reference","ids":[1]},{"type":"text","text":"b"}]}}]})")
                  .text() == "ab");
    }

    TEST_CASE("pieces of tool calls say what they say and no more") {
        const auto chunk = decode_chunk(
            R"({"choices":[{"delta":{"tool_calls":[{"index":1,"id":null,"function":)"
            R"({"name":null,"arguments":"{\""}},{"function":{"arguments":{"a":1}}}]}}]})");
        const auto& pieces = chunk.choices[0].delta.tool_calls;
        REQUIRE(pieces.size() == 2);
        CHECK(pieces[0].index == 1);
        CHECK(pieces[0].id.empty());
        CHECK(pieces[0].function->name.empty());
        CHECK(pieces[0].function->arguments == "{\"");
        CHECK_FALSE(pieces[1].index.has_value());
        CHECK(pieces[1].function->arguments == R"({"a":1})");
    }

    TEST_CASE("a chunk that is read into again has nothing of the one before") {
        json::decoder decoder;
        chat::chunk chunk;
        api::decode_chunk(
            decoder,
            R"({"id":"1","object":"o","created":1,"model":"m","service_tier":"s",)"
            R"("obfuscation":"x",)"
            R"("system_fingerprint":"f","usage":{"total_tokens":1,"new":1},"new":1,"choices":[)"
            R"({"index":3,"finish_reason":"stop","logprobs":{"content":[]},"new":1,"delta":{)"
            R"("role":"assistant","content":"a","refusal":"r","tool_calls":[{"id":"1"}],)"
            R"("audio":{"id":"1"},"annotations":[{"type":"t"}],"new":1}}]})",
            chunk);
        api::decode_chunk(decoder, R"({"choices":[{}]})", chunk);
        CHECK(json::serialize(chunk) == R"({"created":0,"choices":[{"index":0,"delta":{}}]})");
    }

    TEST_CASE("every member goes back as it came") {
        const std::string_view text =
            R"({"id":"1","object":"chat.completion.chunk","created":1,"model":"m",)"
            R"("service_tier":"s","system_fingerprint":"f","choices":[{"index":0,"delta":{)"
            R"("role":"assistant","content":"a","refusal":"r","tool_calls":[{"index":0,"id":"1",)"
            R"("type":"custom","custom":{"name":"c","input":"i"}}],"audio":{"id":"1"},)"
            R"("annotations":[{"type":"t"}],"reasoning":"x"},"logprobs":{"content":[)"
            R"({"token":"","logprob":-0.25}]},"finish_reason":"eos"}],)"
            R"("usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},)"
            R"("obfuscation":"o"})";
        CHECK(json::serialize(decode_chunk(text)) == text);
    }

    TEST_CASE("what is no chunk is an error") {
        chat::chunk chunk;
        json::decoder decoder;
        CHECK_THROWS_AS(api::decode_chunk(decoder, "{", chunk), json::decode_error);
        CHECK_THROWS_AS(api::decode_chunk(decoder, "[DONE]", chunk), json::decode_error);
        CHECK_THROWS_AS(api::decode_chunk(decoder, "\"text\"", chunk), json::decode_error);
        api::decode_chunk(decoder, R"({"id":"usable again"})", chunk);
        CHECK(chunk.id == "usable again");
    }
}
