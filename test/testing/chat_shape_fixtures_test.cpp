#include "testing/chat_requests.hpp"
#include "testing/router.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

// The emulator's answers have the members of the recorded ones, and no others.

namespace {

namespace json = boost::json;
using namespace coai::testing;

std::string recording(const std::string& name) {
    std::ifstream file(COAI_FIXTURES "/gemini-openai/" + name, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), name);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Every member's path with the kind of its value: "choices[].index 2".
void collect(const json::value& value, const std::string& path, std::set<std::string>& shape) {
    if (value.is_object()) {
        for (const auto& member : value.get_object())
            collect(member.value(), path + '.' + std::string(member.key()), shape);
    } else if (value.is_array()) {
        for (const json::value& element : value.get_array())
            collect(element, path + "[]", shape);
    } else {
        shape.insert(path + ' ' + std::string(json::to_string(value.kind()).data()));
    }
}

std::set<std::string> shape_of(const std::string& text) {
    std::set<std::string> shape;
    collect(json::parse(text), "", shape);
    return shape;
}

std::set<std::string> shape_of_stream(const std::string& text) {
    std::set<std::string> shape;
    for (std::size_t at = 0; (at = text.find("data: {", at)) != std::string::npos; ++at)
        collect(json::parse(text.substr(at + 6, text.find('\n', at) - at - 6)), "", shape);
    return shape;
}

std::string ask(const std::string& body) {
    const emulator_options options;
    request asked;
    asked.method = "POST";
    asked.target = "/v1beta/openai/chat/completions";
    asked.headers.add("authorization", "Bearer emulator-key");
    asked.body = body;
    emulator_state state;
    const reply answer = make_router(options, state).handle(asked);
    std::string text;
    for (const event& each : answer.events)
        text += each.text;
    return text;
}

std::string with_known_model(std::string request) {
    for (const std::string unknown : {"gemini-2.5-pro-preview-05-06"}) {
        if (const std::size_t at = request.find(unknown); at != std::string::npos)
            request.replace(at, unknown.size(), "gemini-2.5-pro");
    }
    return request;
}

TEST_SUITE("recorded chat shapes") {
    TEST_CASE("a plain answer") {
        CHECK(shape_of(ask(raw::chat_body())) == shape_of(recording("chat-text.json")));
        CHECK(shape_of(ask(recording("chat-json-in-fence.request.json"))) ==
              shape_of(recording("chat-json-in-fence.json")));
    }

    TEST_CASE("a streamed answer, which newer recordings give an id") {
        auto shape = shape_of_stream(ask(recording("stream-text-include-usage.request.json")));
        CHECK(shape.erase(".id string") == 1);
        CHECK(shape == shape_of_stream(recording("stream-text-include-usage.sse")));
    }

    TEST_CASE("a streamed tool call") {
        const auto shape =
            shape_of_stream(ask(recording("stream-tool-call-empty-id.request.json")));
        auto expected = shape_of_stream(recording("stream-tool-call-empty-id.sse"));
        expected.insert(".id string");
        expected.insert(".choices[].delta.tool_calls[].extra_content.google.thought_signature "
                        "string");
        CHECK(shape == expected);
        CHECK(ask(recording("stream-tool-call-empty-id.request.json")).find(R"("id":"",)") !=
              std::string::npos);
    }

    TEST_CASE("a plain tool call, whose signature newer models put beside the call") {
        const std::string request =
            with_known_model(recording("chat-tool-call-thought-signature.request.json"));
        const auto shape = shape_of(ask(request));
        const auto recorded = shape_of(recording("chat-tool-call-thought-signature.json"));
        for (const std::string& member : recorded) {
            if (member.find("thought") == std::string::npos)
                CHECK_MESSAGE(shape.contains(member), member);
        }
    }

    TEST_CASE("an error, byte for byte") {
        CHECK(ask(raw::chat_body("x", "", "no-such-model-xyz")) ==
              recording("error-404-array.json"));
    }
}

} // namespace
