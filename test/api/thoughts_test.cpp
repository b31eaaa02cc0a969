#include "api/accumulate.hpp"
#include "api/single_chunk.hpp"
#include "api/thoughts.hpp"

#include <coai/json.hpp>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace coai;

constexpr std::string_view flag = R"("extra_content":{"google":{"thought":true}})";

std::string flagged(std::string_view content) {
    return R"({"content":")" + std::string(content) + "\"," + std::string(flag) + '}';
}

std::string unflagged(std::string_view content) {
    return R"({"content":")" + std::string(content) + "\"}";
}

std::string chunk_of(std::string_view delta, int index = 0, std::string_view finish = "") {
    std::string text = R"({"choices":[{"index":)" + std::to_string(index) + R"(,"delta":)";
    text += delta;
    if (!finish.empty())
        text += R"(,"finish_reason":")" + std::string(finish) + '"';
    return text + "}]}";
}

struct chunk_pieces {
    std::vector<std::string> thoughts;
    std::vector<std::string> texts;
    chat::completion joined;
};

/// What the chunks of a stream say, and what they amount to.
chunk_pieces read_stream(const std::vector<std::string>& chunks,
                         const api::thought_tags& tags = api::thought_tags()) {
    chunk_pieces pieces;
    json::decoder decoder;
    api::chunk_thoughts thoughts(tags);
    chat::completion_accumulator accumulator;
    chat::chunk chunk;
    for (const auto& data : chunks) {
        api::decode_chunk(decoder, data, chunk);
        const auto before = json::serialize(chunk);
        thoughts.split(chunk);
        CHECK(json::serialize(chunk) == before); // for whoever passes it on
        pieces.thoughts.emplace_back(chunk.thought());
        pieces.texts.emplace_back(chunk.text());
        accumulator.add(chunk);
    }
    pieces.joined = accumulator.finish();
    return pieces;
}

std::string joined(const std::vector<std::string>& pieces) {
    std::string text;
    for (const auto& piece : pieces)
        text += piece;
    return text;
}

chat::completion completion_of(std::string_view message) {
    return api::decode_completion(R"({"choices":[{"index":0,"message":)" + std::string(message) +
                                  "}]}");
}

boost::json::value sent(const chat::message& message) {
    const auto body = boost::json::parse(
        api::encode_request(chat::request("m").user("q").add(message), false, {}));
    return body.at("messages").at(1);
}

using texts = std::vector<std::string>;

} // namespace

TEST_SUITE("thoughts") {
    TEST_CASE("of a plain answer are apart from its text") {
        const auto completion =
            completion_of(R"({"role":"assistant","content":"<thought>Hm\n</thought>So",)" +
                          std::string(flag) + '}');
        CHECK(completion.thought() == "Hm\n");
        CHECK(completion.text() == "So");
        const auto& message = completion.choices.at(0).message;
        CHECK(message.thought() == "Hm\n");
        CHECK(message.text() == "So");
        CHECK(message.content.raw_text() == "<thought>Hm\n</thought>So");
        CHECK(json::serialize(message) ==
              R"({"role":"assistant","content":"<thought>Hm\n</thought>So",)" + std::string(flag) +
                  '}');
    }

    TEST_CASE("of a stream are apart from its text, chunk by chunk and joined") {
        const auto stream = read_stream(
            {chunk_of(flagged("<thought>Hm, ")), chunk_of(flagged("so")),
             chunk_of(unflagged("</thought>So ")), chunk_of(unflagged("be it."), 0, "stop")});
        CHECK(stream.thoughts == texts{"Hm, ", "so", "", ""});
        CHECK(stream.texts == texts{"", "", "So ", "be it."});
        CHECK(stream.joined.thought() == "Hm, so");
        CHECK(stream.joined.text() == "So be it.");
        CHECK(stream.joined.choices[0].message.content.raw_text() ==
              "<thought>Hm, so</thought>So be it.");
    }

    TEST_CASE("what is held back comes with a later chunk, the last one at the latest") {
        auto stream = read_stream({chunk_of(flagged("<thou")), chunk_of(flagged("ght>Hm")),
                                   chunk_of(unflagged("</")), chunk_of(unflagged("b>So</")),
                                   chunk_of(unflagged(""), 0, "stop")});
        CHECK(stream.thoughts == texts{"", "Hm", "", "", ""});
        CHECK(stream.texts == texts{"", "", "", "</b>So</", ""});
        CHECK(stream.joined.text() == "</b>So</");

        stream = read_stream(
            {chunk_of(flagged("Hm")), chunk_of(unflagged("</thou")), chunk_of("{}", 0, "stop")});
        CHECK(stream.texts == texts{"", "", "</thou"});
        CHECK(stream.joined.thought() == "Hm");
        CHECK(stream.joined.text() == "</thou");
        CHECK(stream.joined.choices[0].message.content.raw_text() == "Hm</thou");
    }

    TEST_CASE("each answer of several is split for itself") {
        const auto stream = read_stream(
            {chunk_of(flagged("<thought>A"), 0), chunk_of(flagged("<thought>B"), 1),
             chunk_of(unflagged("plain"), 2), chunk_of(unflagged("</thou"), 0),
             chunk_of(flagged("b"), 1), chunk_of(unflagged("ght>a"), 0, "stop"),
             chunk_of(unflagged("</thought>bb"), 1, "stop"), chunk_of(unflagged("."), 2, "stop")});
        REQUIRE(stream.joined.choices.size() == 3);
        const auto check = [&](std::size_t index, std::string_view thought, std::string_view text) {
            CHECK(stream.joined.choices[index].message.thought() == thought);
            CHECK(stream.joined.choices[index].message.text() == text);
        };
        check(0, "A", "a");
        check(1, "Bb", "bb");
        check(2, "", "plain.");
        // The shortcuts are about the first answer alone.
        CHECK(joined(stream.thoughts) == "A");
        CHECK(joined(stream.texts) == "a");
    }

    TEST_CASE("the tags that were asked for are recognised without a flag") {
        const std::string message = R"({"content":"<why>Hm</why>So"})";
        api::thought_tags tags;
        tags.expected = true;
        tags.word = "why";
        const auto plain =
            api::decode_completion(R"({"choices":[{"message":)" + message + "}]}", tags);
        CHECK(plain.thought() == "Hm");
        CHECK(plain.text() == "So");
        const auto stream = read_stream(
            {chunk_of(unflagged("<wh")), chunk_of(unflagged("y>Hm</why>So"), 0, "stop")}, tags);
        CHECK(stream.joined.thought() == "Hm");
        CHECK(stream.joined.text() == "So");
        CHECK(completion_of(message).text() == "<why>Hm</why>So");
    }

    TEST_CASE("a chunk that is read into again has no thoughts of the one before") {
        json::decoder decoder;
        api::chunk_thoughts thoughts{api::thought_tags()};
        chat::chunk chunk;
        api::decode_chunk(decoder, chunk_of(flagged("<thought>Hm")), chunk);
        thoughts.split(chunk);
        CHECK(chunk.thought() == "Hm");
        for (const std::string_view delta :
             {R"({"content":"x"})", "{}", R"({"content":[{"type":"text","text":"x"}]})"}) {
            api::decode_chunk(decoder, chunk_of(delta), chunk);
            CHECK(chunk.thought().empty());
            CHECK(chunk.text() == (delta == "{}" ? "" : "x"));
            api::decode_chunk(decoder, chunk_of(flagged("<thought>Hm")), chunk);
            chunk.choices.at(0).delta.content.split("Hm", "");
        }
    }

    TEST_CASE("other servers' members for them are read") {
        for (const std::string name : {"reasoning_content", "reasoning"}) {
            const auto completion = completion_of(R"({"content":"So",")" + name + R"(":"Hm"})");
            CHECK(completion.thought() == "Hm");
            CHECK(completion.text() == "So");
            const auto stream =
                read_stream({chunk_of(R"({"role":"assistant",")" + name + R"(":"H"})"),
                             chunk_of(R"({"content":null,")" + name + R"(":"m"})"),
                             chunk_of(R"({"content":"So",")" + name + R"(":null})", 0, "stop")});
            CHECK(stream.thoughts == texts{"H", "m", ""});
            CHECK(stream.joined.thought() == "Hm");
            CHECK(stream.joined.text() == "So");
            // Not in the text, so left to whom it belongs: DeepSeek wants it back in a tool's turn.
            CHECK(sent(completion.choices[0].message).at(name) == "Hm");
        }
        CHECK(completion_of(R"({"content":"So","reasoning":{"effort":1}})").thought().empty());
    }

    TEST_CASE("of a message in the next request are left out, and nothing else is") {
        auto message = completion_of(R"({"role":"assistant","content":"<thought>Hm</thought>So",
            "extra_content":{"google":{"thought":true,"thought_signature":"s"}},"other":[1]})")
                           .choices[0]
                           .message;
        const auto expected = boost::json::parse(
            R"({"role":"assistant","content":"So","other":[1],
                "extra_content":{"google":{"thought_signature":"s"}}})");
        CHECK(sent(message) == expected);
        CHECK(message.thought() == "Hm"); // The caller's own has them still.

        const auto stream = read_stream(
            {chunk_of(flagged("<thought>Hm")), chunk_of(unflagged("</thought>So"), 0, "stop")});
        CHECK(sent(stream.joined.choices[0].message) ==
              boost::json::parse(R"({"role":"assistant","content":"So"})"));
    }

    TEST_CASE("tags with nothing between them are left out, too") {
        const auto message = completion_of(R"({"role":"assistant","content":"<thought></thought>So",
            "extra_content":{"google":{"thought":true}}})")
                                 .choices[0]
                                 .message;
        CHECK(message.text() == "So");
        CHECK(sent(message) == boost::json::parse(R"({"role":"assistant","content":"So"})"));
    }

    TEST_CASE("a message of thoughts and calls has no content in the next request") {
        const std::string call = R"({"id":"a","type":"function","function":{"name":"f",
            "arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}})";
        const auto stream = read_stream(
            {chunk_of(flagged("<thought>Hm")),
             chunk_of(R"({"content":"</thought>","tool_calls":[)" + call + "]}", 0, "stop")});
        const auto& message = stream.joined.choices.at(0).message;
        CHECK(message.thought() == "Hm");
        CHECK(message.text().empty());
        CHECK(sent(message) ==
              boost::json::parse(R"({"role":"assistant","tool_calls":[)" + call + "]}"));
    }

    TEST_CASE("a flag without thoughts in the text is sent back as it came") {
        const auto message = completion_of(R"({"role":"assistant","tool_calls":[{"id":"a",
            "type":"function","function":{"name":"f","arguments":"{}"}}],
            "extra_content":{"google":{"thought":true,"thought_signature":"s"}}})")
                                 .choices[0]
                                 .message;
        CHECK(sent(message).at("extra_content").at("google").at("thought") == true);
    }

    TEST_CASE("a completion in place of a stream keeps them") {
        const auto chunk = api::to_chunk(
            completion_of(R"({"content":"<thought>Hm</thought>So",)" + std::string(flag) + '}'));
        CHECK(chunk.thought() == "Hm");
        CHECK(chunk.text() == "So");
    }

    TEST_CASE("a content that is changed keeps them apart") {
        chat::content content("<t>Hm</t>So");
        content.split("Hm", "So");
        content.append(" be it");
        CHECK(content.thought() == "Hm");
        CHECK(content.text() == "So be it");
        CHECK(content.raw_text() == "<t>Hm</t>So be it");

        auto copy = content;
        copy.text("!");
        CHECK(copy.thought().empty());
        CHECK(copy.text() == "So be it!");
        REQUIRE(copy.parts().size() == 2);
        CHECK(copy.parts()[0].text == "So be it");

        chat::content parts(std::vector{chat::content_part::from_text("a")});
        parts.append("<t>Hm</t>b", "Hm", "b");
        CHECK(parts.text() == "ab");
        CHECK(parts.thought().empty());
    }
}
