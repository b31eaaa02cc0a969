#include "api/accumulate.hpp"

#include <coai/error.hpp>
#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace {

using namespace coai;
using sample::accumulate;
using sample::accumulate_deltas;

chat::chunk read(const std::string& data) {
    chat::chunk chunk;
    json::decoder decoder;
    api::decode_chunk(decoder, data, chunk);
    return chunk;
}

errc error_of(chat::completion_accumulator& accumulator, const std::string& data) {
    try {
        accumulator.add(read(data));
    } catch (const protocol_error& error) {
        return error.kind();
    }
    return {};
}

} // namespace

TEST_SUITE("chat accumulator") {
    TEST_CASE("nothing amounts to an empty completion") {
        chat::completion_accumulator accumulator;
        CHECK(accumulator.snapshot().choices.empty());
        CHECK(json::serialize(accumulator.finish()) == R"({"created":0,"choices":[]})");
    }

    TEST_CASE("texts are appended") {
        const auto completion = accumulate({
            R"({"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
            R"({"choices":[{"index":0,"delta":{"content":"Hel"}}]})",
            R"({"choices":[{"index":0,"delta":{"content":"lo"}}]})",
            R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
        });
        CHECK(completion.text() == "Hello");
        CHECK(completion.object == "chat.completion");
        CHECK(completion.choices.at(0).finish_reason == chat::finish_reason::stop);
        CHECK(completion.choices.at(0).message.content.parts().empty());
    }

    TEST_CASE("a refusal is appended, and absent where there was none") {
        CHECK(accumulate_deltas(
                  {R"({"refusal":"I can"})", R"({"refusal":null})", R"({"refusal":"not."})"})
                  .refusal == "I cannot.");
        CHECK_FALSE(accumulate_deltas({R"({"refusal":null})"}).refusal.has_value());
        CHECK(accumulate_deltas({R"({"refusal":""})"}).refusal == "");
    }

    TEST_CASE("no content stays no content") {
        const auto message = accumulate_deltas({R"({"role":"assistant","content":null})", "{}"});
        CHECK(message.content.empty());
    }

    TEST_CASE("the role may be repeated, or left out") {
        CHECK(accumulate_deltas({R"({"role":"assistant"})", R"({"role":"assistant"})"}).role ==
              chat::role::assistant);
        CHECK(accumulate_deltas({R"({"role":"model"})", R"({"role":""})"}).role == "model");
        CHECK(accumulate_deltas({R"({"content":"a"})"}).role == chat::role::assistant);
    }

    TEST_CASE("id, model and time are the first that are not empty") {
        const auto completion = accumulate({
            R"({"id":"","model":"","object":"","created":0,"choices":[],)"
            R"("prompt_filter_results":[1]})",
            R"({"id":"a","model":"m","object":"chat.completion.chunk","created":5,"choices":[]})",
            R"({"id":"b","model":"n","created":6,"choices":null})",
            R"({"id":null})",
        });
        CHECK(completion.id == "a");
        CHECK(completion.model == "m");
        CHECK(completion.created == 5);
        CHECK(completion.object == "chat.completion");
        CHECK(completion.extra.contains("prompt_filter_results"));
    }

    TEST_CASE("service tier and fingerprint are the last that are not empty") {
        const auto completion = accumulate({
            R"({"service_tier":"auto","system_fingerprint":"f1"})",
            R"({"service_tier":"default","system_fingerprint":"f2"})",
            R"({"service_tier":null,"system_fingerprint":""})",
        });
        CHECK(completion.service_tier == "default");
        CHECK(completion.system_fingerprint == "f2");
    }

    TEST_CASE("usage is the last one, never a sum, never undone by null") {
        const auto completion = accumulate({
            R"({"usage":{"prompt_tokens":4,"completion_tokens":0,"total_tokens":4}})",
            R"({"usage":{"prompt_tokens":3,"completion_tokens":11,"total_tokens":14}})",
            R"({"usage":null})",
            R"({})",
        });
        REQUIRE(completion.usage.has_value());
        CHECK(completion.usage->prompt_tokens == 3);
        CHECK(completion.usage->completion_tokens == 11);
        CHECK(completion.usage->total_tokens == 14);
        CHECK_FALSE(accumulate({R"({"usage":null})"}).usage.has_value());
    }

    TEST_CASE("of several finish reasons the last one counts, and content may follow") {
        const auto completion = accumulate({
            R"({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"length"}]})",
            R"({"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":null}]})",
            R"({"choices":[{"index":0,"delta":{"content":"c"},"finish_reason":"eos"}]})",
            R"({"choices":[{"index":0,"delta":{"content":"d"},"finish_reason":""}]})",
        });
        CHECK(completion.text() == "abcd");
        CHECK(completion.choices[0].finish_reason == "eos");
    }

    TEST_CASE("several answers come interleaved and in any order") {
        const auto completion = accumulate({
            R"({"choices":[{"index":2,"delta":{"content":"c1","tool_calls":[{"index":0,)"
            R"("id":"z"}]}}]})",
            R"({"choices":[{"index":0,"delta":{"content":"a1"}}]})",
            R"({"choices":[{"index":1,"delta":{"content":"b1","tool_calls":[{"index":0,)"
            R"("id":"y"}]}},)"
            R"({"index":2,"delta":{"content":"c2","tool_calls":[)"
            R"({"index":0,"function":{"name":"f"}}]}}]})",
            R"({"choices":[{"index":0,"delta":{"content":"a2"},"finish_reason":"stop"}]})",
            R"({"choices":[{"index":1,"delta":{"content":"b2"}}]})",
        });
        REQUIRE(completion.choices.size() == 3);
        for (int index = 0; index < 3; ++index)
            CHECK(completion.choices[static_cast<std::size_t>(index)].index == index);
        CHECK(completion.choices[0].message.text() == "a1a2");
        CHECK(completion.choices[1].message.text() == "b1b2");
        CHECK(completion.choices[1].message.tool_calls.at(0).id == "y");
        CHECK(completion.choices[2].message.text() == "c1c2");
        REQUIRE(completion.choices[2].message.tool_calls.size() == 1);
        CHECK(completion.choices[2].message.tool_calls[0].function->name == "f");
        CHECK(completion.choices[1].finish_reason.empty());
    }

    TEST_CASE("choices without an index have their position") {
        chat::chunk chunk;
        for (const char* text : {"a", "b"})
            chunk.choices.emplace_back().delta.content = text;
        chat::completion_accumulator accumulator;
        accumulator.add(chunk);
        accumulator.add(chunk);
        const auto completion = accumulator.finish();
        REQUIRE(completion.choices.size() == 2);
        CHECK(completion.choices[1].index == 1);
        CHECK(completion.choices[1].message.text() == "bb");
    }

    TEST_CASE("unknown texts and lists of a delta are appended") {
        const auto message = accumulate_deltas({
            R"({"content":null,"reasoning_content":"Let","reasoning_details":[{"text":"x"}]})",
            R"({"content":null,"reasoning_content":" me","reasoning_details":[{"text":"y"}]})",
            R"({"content":"4","reasoning_content":null,"reasoning_details":[]})",
        });
        CHECK(message.text() == "4");
        CHECK(message.extra.at("reasoning_content") == "Let me");
        CHECK(message.extra.at("reasoning_details").as_array().size() == 2);
    }

    TEST_CASE("unknown numbers, booleans and labels of a delta are replaced, nested ones too") {
        const auto message = accumulate_deltas({
            R"({"token_id":1,"done":false,"channel":"analysis","n":{"text":"a","type":"t","i":1}})",
            R"({"token_id":2,"done":true,"channel":"analysis","n":{"text":"b","type":"t","i":2}})",
            R"({"token_id":null,"n":null})",
        });
        CHECK(message.extra.at("token_id") == 2);
        CHECK(message.extra.at("done") == true);
        CHECK(message.extra.at("channel") == "analysis");
        CHECK(json::serialize(message.extra.at("n")) == R"({"text":"ab","type":"t","i":2})");
    }

    TEST_CASE("a value of another type replaces what was there") {
        const auto message =
            accumulate_deltas({R"({"x":"text"})", R"({"x":[1]})", R"({"x":{"a":1}})"});
        CHECK(json::serialize(message.extra.at("x")) == R"({"a":1})");
        CHECK_FALSE(accumulate_deltas({R"({"x":null})"}).extra.contains("x"));
    }

    TEST_CASE("extra_content is merged and its texts are not appended") {
        const auto message = accumulate_deltas({
            R"({"content":"<thought>hm","extra_content":{"google":{"thought":true}}})",
            R"({"content":"m","extra_content":{"google":{"thought":true,)"
            R"("thought_signature":"AAA"}}})",
            R"({"content":"</thought>4"})",
            R"({"extra_content":{"google":{"thought_signature":"BBB","list":[1]},)"
            R"("vertex":{"a":"1"}}})",
            R"({"extra_content":{"google":{"list":[2]},"vertex":{"a":"2"}}})",
        });
        CHECK(message.text() == "<thought>hmm</thought>4");
        CHECK(json::serialize(message.extra.at("extra_content")) ==
              R"({"google":{"thought":true,"thought_signature":"BBB","list":[2]},)"
              R"("vertex":{"a":"2"}})");
    }

    TEST_CASE("unknown members of chunks and choices are replaced member by member") {
        const auto completion = accumulate({
            R"({"x_groq":{"id":"r","seed":1},"provider":"P","list":[1],"choices":[{"index":0,)"
            R"("delta":{},"message":{"content":"a"},"native_finish_reason":null}]})",
            R"({"x_groq":{"id":"r","usage":{"t":2}},"provider":"P","list":[2],)"
            R"("choices":[{"index":0,)"
            R"("delta":{},"message":{"content":"ab"},"native_finish_reason":"STOP"}]})",
        });
        CHECK(json::serialize(completion.extra) ==
              R"({"x_groq":{"id":"r","seed":1,"usage":{"t":2}},"provider":"P","list":[2]})");
        CHECK(json::serialize(completion.choices[0].extra) ==
              R"({"message":{"content":"ab"},"native_finish_reason":"STOP"})");
    }

    TEST_CASE("log probabilities are appended") {
        const auto completion = accumulate({
            R"({"choices":[{"index":0,"delta":{},"logprobs":{"content":[{"token":"a",)"
            R"("logprob":-1}],)"
            R"("refusal":null}}]})",
            R"({"choices":[{"index":0,"delta":{},"logprobs":null}]})",
            R"({"choices":[{"index":0,"delta":{},"logprobs":{"content":[{"token":"b",)"
            R"("logprob":-2},)"
            R"({"token":"c","logprob":-3}],"refusal":[{"token":"r","logprob":-4}]}}]})",
        });
        const auto& logprobs = completion.choices[0].logprobs.value();
        REQUIRE(logprobs.content.size() == 3);
        CHECK(logprobs.content[2].token == "c");
        CHECK(logprobs.refusal.at(0).logprob == -4);
    }

    TEST_CASE("lists of parts and texts are joined in order") {
        const auto message = accumulate_deltas({
            R"({"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]})",
            R"({"content":[{"type":"text","text":"1"}]})",
            R"({"content":[{"type":"text","text":"4"}]})",
            R"({"content":""})",
            R"({"content":"4"})",
        });
        CHECK(message.text() == "144");
        CHECK(json::serialize(message.content) ==
              R"([{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},)"
              R"({"type":"text","text":"144"}])");

        const auto late = accumulate_deltas({
            R"({"content":""})",
            R"({"content":"a"})",
            R"({"content":[{"type":"reference","ids":[1]},{"type":"text","text":"b"}]})",
            R"({"content":"c"})",
        });
        CHECK(json::serialize(late.content) == R"([{"type":"text","text":"a"},)"
                                               R"({"type":"reference","ids":[1]},)"
                                               R"({"type":"text","text":"bc"}])");
        CHECK(late.text() == "abc");
    }

    TEST_CASE("an object in place of a text is kept") {
        CHECK(json::serialize(accumulate_deltas({R"({"content":{"a":1}})"}).content) ==
              R"({"a":1})");
        CHECK(accumulate_deltas({R"({"content":"x"})", R"({"content":{"a":1}})"}).text() ==
              R"(x{"a":1})");
    }

    TEST_CASE("sound is joined, its id kept") {
        const auto message = accumulate_deltas({
            R"({"audio":{"id":"audio_1","transcript":"Hel"}})",
            R"({"audio":{"data":"AAAA"}})",
            R"({"audio":{"expires_at":7}})",
            R"({"audio":{"id":"audio_2","data":"BBBB","transcript":"lo"}})",
            R"({"audio":null})",
        });
        REQUIRE(message.audio.has_value());
        CHECK(message.audio->id == "audio_1");
        CHECK(message.audio->data == "AAAABBBB");
        CHECK(message.audio->transcript == "Hello");
        CHECK(message.audio->expires_at == 7);
    }

    TEST_CASE("annotations are appended") {
        const auto message =
            accumulate_deltas({R"({"annotations":[{"type":"a"}]})", R"({"annotations":[]})",
                               R"({"annotations":[{"type":"b"}]})"});
        REQUIRE(message.annotations.size() == 2);
        CHECK(message.annotations[1].type == "b");
    }

    TEST_CASE("the deprecated function call is put together") {
        const auto message = accumulate_deltas({
            R"({"function_call":{"name":"f","arguments":""}})",
            R"({"function_call":{"arguments":"{\"a\":"}})",
            R"({"function_call":{"arguments":"1}"}})",
        });
        CHECK(json::serialize(message.extra.at("function_call")) ==
              R"({"name":"f","arguments":"{\"a\":1}"})");
    }

    TEST_CASE("the snapshot shows what has come so far") {
        chat::completion_accumulator accumulator;
        accumulator.add(read(sample::with_delta(
            R"({"content":"a","tool_calls":[{"index":0,"function":{"name":"f"}}]})")));
        const auto& snapshot = accumulator.snapshot();
        CHECK(snapshot.text() == "a");
        CHECK(snapshot.tool_calls().at(0).function->arguments.empty());
        CHECK(snapshot.tool_calls().at(0).id.empty());
        accumulator.add(read(sample::with_delta(R"({"content":"b"})")));
        CHECK(snapshot.text() == "ab");
    }

    TEST_CASE("after the end it begins anew") {
        chat::completion_accumulator accumulator;
        accumulator.add(read(sample::with_delta(R"({"content":"a"})")));
        CHECK(accumulator.finish().text() == "a");
        CHECK(accumulator.snapshot().choices.empty());
        accumulator.add(read(sample::with_delta(R"({"content":"b"})")));
        auto moved = std::move(accumulator);
        CHECK(moved.finish().text() == "b");
    }

    TEST_CASE("answers are bounded") {
        chat::completion_accumulator accumulator;
        CHECK(error_of(accumulator, R"({"choices":[{"index":127,"delta":{"content":"a"}}]})") ==
              errc());
        CHECK(error_of(accumulator, R"({"choices":[{"index":128}]})") == errc::response_too_large);
        CHECK(error_of(accumulator, R"({"choices":[{"index":2147483647}]})") ==
              errc::response_too_large);
        CHECK(accumulator.snapshot().choices.size() == 1);
        CHECK(accumulator.snapshot().text() == "a");
    }

    TEST_CASE("tool calls are bounded") {
        chat::chunk chunk;
        auto& pieces = chunk.choices.emplace_back().delta.tool_calls;
        for (int call = 0; call < 1024; ++call)
            pieces.emplace_back().id = std::to_string(call);
        chat::completion_accumulator accumulator;
        accumulator.add(chunk);
        accumulator.add(chunk);
        CHECK(accumulator.snapshot().tool_calls().size() == 1024);
        CHECK(error_of(accumulator, sample::with_delta(R"({"tool_calls":[{"id":"one more"}]})")) ==
              errc::response_too_large);
    }

    TEST_CASE("what the chunks bring is bounded, wherever they put it") {
        const std::string_view texts[] = {
            R"({"content":"TEXT"})",
            R"({"content":[{"type":"text","text":"TEXT"}]})",
            R"({"content":[{"type":"thinking","thinking":"TEXT"}]})",
            R"({"content":[{"type":"image_url","image_url":{"url":"TEXT"}}]})",
            R"({"content":[{"type":"input_audio","input_audio":{"data":"TEXT"}}]})",
            R"({"content":[{"type":"file","file":{"file_data":"TEXT"}}]})",
            R"({"content":{"a":"TEXT"}})",
            R"({"refusal":"TEXT"})",
            R"({"tool_calls":[{"index":0,"function":{"name":"f","arguments":"TEXT"}}]})",
            R"({"tool_calls":[{"index":0,"custom":{"name":"f","input":"TEXT"}}]})",
            R"({"audio":{"data":"TEXT"}})",
            R"({"audio":{"transcript":"TEXT"}})",
            R"({"annotations":[{"type":"TEXT"}]})",
            R"({"annotations":[{"url_citation":{"url":"TEXT"}}]})",
            R"({"reasoning_content":"TEXT"})",
            R"({"reasoning":{"content":["TEXT"]}})",
        };
        for (const auto delta : texts) {
            CAPTURE(delta);
            std::string data = sample::with_delta(delta);
            data.replace(data.find("TEXT"), 4, std::string(1000, 'x'));
            chat::completion_accumulator accumulator(20'000);
            int taken = 0;
            while (taken < 100 && error_of(accumulator, data) == errc())
                ++taken;
            CHECK(taken >= 5);
            CHECK(taken <= 20);
        }
    }

    TEST_CASE("what is replaced does not count again") {
        chat::completion_accumulator accumulator(20'000);
        const auto text = std::string(1000, 'x');
        const auto data = R"({"citations":[")" + text +
                          R"("],"choices":[{"index":0,"message":{"content":")" + text +
                          R"("},"delta":{"extra_content":{"google":{"thought_signature":")" + text +
                          R"("}}}}]})";
        for (int count = 0; count < 100; ++count)
            CHECK(error_of(accumulator, data) == errc());
    }

    TEST_CASE("log probabilities are bounded") {
        chat::completion_accumulator accumulator(20'000);
        const auto data = R"({"choices":[{"index":0,"logprobs":{"content":[{"token":")" +
                          std::string(1000, 'x') + R"("}]}}]})";
        int taken = 0;
        while (taken < 100 && error_of(accumulator, data) == errc())
            ++taken;
        CHECK(taken >= 5);
        CHECK(taken <= 20);
    }
}
