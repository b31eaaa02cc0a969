#include <coai/chat/message.hpp>
#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace coai;
using chat::content;
using chat::content_part;

content read_content(const std::string& text) {
    content result;
    json::decoder decoder;
    REQUIRE_FALSE(decoder.decode(text, result).has_value());
    return result;
}

} // namespace

TEST_SUITE("chat content") {
    TEST_CASE("no content is left out, an empty text is not") {
        chat::message message(chat::role::assistant, {});
        CHECK(message.content.empty());
        CHECK(json::serialize(message) == R"({"role":"assistant"})");
        message.content = "";
        CHECK_FALSE(message.content.empty());
        CHECK(json::serialize(message) == R"({"role":"assistant","content":""})");
    }

    TEST_CASE("parts of every kind have the API's form") {
        chat::file_input file;
        file.filename = "a.pdf";
        file.file_data = "data:application/pdf;base64,AA==";
        content parts;
        parts.text("look")
            .image_url("https://x/y.png")
            .image_url("data:image/png;base64,AA==", "low")
            .input_audio("AA==", "wav")
            .add(content_part::from_file(file));
        CHECK(json::serialize(parts) ==
              R"([{"type":"text","text":"look"},)"
              R"({"type":"image_url","image_url":{"url":"https://x/y.png"}},)"
              R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AA==",)"
              R"("detail":"low"}},)"
              R"({"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}},)"
              R"({"type":"file","file":{"filename":"a.pdf",)"
              R"("file_data":"data:application/pdf;base64,AA=="}}])");
        CHECK(parts.text() == "look");
    }

    TEST_CASE("a plain text becomes the first part when parts follow") {
        CHECK(json::serialize(content("a").text("b")) ==
              R"([{"type":"text","text":"a"},{"type":"text","text":"b"}])");
        CHECK(json::serialize(content("").text("b")) == R"([{"type":"text","text":"b"}])");
        CHECK(content("a").text("b").image_url("u").text("c").text() == "abc");
    }

    TEST_CASE("a list of parts is content, and its texts are the text") {
        std::vector<content_part> parts;
        parts.push_back(content_part::from_text("x"));
        parts.push_back(content_part::from_image_url("u"));
        parts.push_back(content_part::from_text("y"));
        const content both(parts);
        CHECK(both.text() == "xy");
        CHECK(both.parts().size() == 3);
        CHECK_FALSE(content(std::vector<content_part>()).empty());
    }

    TEST_CASE("text is appended to whatever the content is") {
        content plain;
        plain.append("");
        CHECK_FALSE(plain.empty());
        plain.append("a");
        plain.append("b");
        CHECK(plain.text() == "ab");
        CHECK(plain.parts().empty());

        content parts;
        parts.image_url("u").append("");
        CHECK(parts.parts().size() == 1);
        parts.append("a");
        parts.append("b");
        CHECK(json::serialize(parts) == R"([{"type":"image_url","image_url":{"url":"u"}},)"
                                        R"({"type":"text","text":"ab"}])");
        CHECK(parts.text() == "ab");
    }

    TEST_CASE("a text part with members of its own is not continued") {
        auto part = content_part::from_text("a");
        part.extra["signature"] = "s";
        content parts;
        parts.add(part).append("b");
        CHECK(parts.parts().size() == 2);
        CHECK(parts.text() == "ab");
    }

    TEST_CASE("an object in place of a text is kept, and is text to what is added") {
        auto object = read_content(R"({"answer":[1,2]})");
        CHECK_FALSE(object.empty());
        CHECK(object.text().empty());
        CHECK(object.object().at("answer").as_array().size() == 2);
        CHECK(json::serialize(object) == R"({"answer":[1,2]})");

        object.append("!");
        CHECK(object.object().empty());
        CHECK(object.text() == R"({"answer":[1,2]}!)");
    }

    TEST_CASE("null is no content") {
        auto message = chat::message::user("before");
        json::decoder decoder;
        REQUIRE_FALSE(decoder.decode(R"({"role":"user","content":null})", message).has_value());
        CHECK(message.content.empty());
        CHECK(json::serialize(message) == R"({"role":"user"})");
    }

    TEST_CASE("a content that is read into again has nothing of before") {
        json::decoder decoder;
        content reused;
        const char* const texts[] = {R"("text")", R"([{"type":"text","text":"part"}])",
                                     R"({"a":1})", R"([])", R"("")"};
        for (const auto* before : texts) {
            for (const auto* text : texts) {
                REQUIRE_FALSE(decoder.decode(before, reused).has_value());
                REQUIRE_FALSE(decoder.decode(text, reused).has_value());
                CHECK(json::serialize(reused) == text);
            }
        }
    }

    TEST_CASE("what a part of an unknown kind says is kept") {
        const std::string text =
            R"([{"type":"thinking","thinking":[{"type":"text","text":"hm"}],"closed":true},)"
            R"({"type":"refusal","refusal":"no"}])";
        const auto parts = read_content(text);
        CHECK(parts.parts().at(0).type == "thinking");
        CHECK(parts.parts().at(0).extra.at("closed").as_bool());
        CHECK(parts.parts().at(1).refusal == "no");
        CHECK(json::serialize(parts) == text);
    }

    TEST_CASE("a list that is read has its texts for a text") {
        CHECK(read_content(R"([{"type":"text","text":"a"},{"type":"reference","ids":[1]},)"
                           R"({"type":"text","text":"b"}])")
                  .text() == "ab");
    }
}

TEST_SUITE("chat message") {
    TEST_CASE("the answer to a tool call has its id and its name") {
        chat::tool_call call;
        call.id = "call_1";
        call.function.emplace().name = "f";
        CHECK(json::serialize(chat::message::tool(call, "42")) ==
              R"({"role":"tool","content":"42","name":"f","tool_call_id":"call_1"})");

        chat::tool_call custom;
        custom.id = "call_2";
        custom.custom.emplace().name = "c";
        CHECK(chat::message::tool(custom, "").name == "c");
        CHECK(chat::message::tool("call_3", "").name.empty());
    }

    TEST_CASE("names, refusals, audio and annotations are sent") {
        auto message = chat::message::assistant({});
        message.name = "bot";
        message.refusal = "";
        message.audio.emplace().id = "audio_1";
        auto& note = message.annotations.emplace_back();
        note.type = "url_citation";
        note.url_citation.emplace().url = "https://x";
        message.extra["reasoning_content"] = "hm";
        CHECK(json::serialize(message) ==
              R"({"role":"assistant","name":"bot","refusal":"","audio":{"id":"audio_1"},)"
              R"("annotations":[{"type":"url_citation","url_citation":{"start_index":0,)"
              R"("end_index":0,"url":"https://x"}}],"reasoning_content":"hm"})");
    }

    TEST_CASE("tool calls keep what a server wants to see again") {
        chat::tool_call call;
        call.id = "call_1";
        call.type = "function";
        call.function.emplace().name = "f";
        call.extra["extra_content"] = {{"google", {{"thought_signature", "AAA"}}}};
        call.synthetic_id = true;
        auto message = chat::message::assistant({});
        message.tool_calls.push_back(call);
        CHECK(json::serialize(message) ==
              R"({"role":"assistant","tool_calls":[{"id":"call_1","type":"function",)"
              R"("function":{"name":"f","arguments":""},)"
              R"("extra_content":{"google":{"thought_signature":"AAA"}}}]})");
    }
}
