#include "api/accumulate.hpp"

#include <coai/gemini.hpp>
#include <coai/json.hpp>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace coai;
using gemini::thought_signature;

chat::message read_message(std::string_view text) {
    return api::decode_completion(R"({"choices":[{"message":)" + std::string(text) + "}]}")
        .choices.at(0)
        .message;
}

boost::json::value json_of(const chat::message& message) {
    return boost::json::parse(json::serialize(message));
}

constexpr std::string_view parallel_calls =
    R"({"role":"assistant","tool_calls":[
        {"id":"a","type":"function","function":{"name":"f","arguments":"{}"},
         "extra_content":{"google":{"thought_signature":"sig+a/="}}},
        {"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]})";

} // namespace

TEST_SUITE("thought signature") {
    TEST_CASE("is read from calls and messages") {
        const auto calls = read_message(parallel_calls);
        CHECK(thought_signature(calls.tool_calls.at(0)) == "sig+a/=");
        CHECK(thought_signature(calls.tool_calls.at(1)).empty());
        CHECK(thought_signature(calls).empty());

        CHECK(thought_signature(read_message(
                  R"({"content":"x","extra_content":{"google":{"thought_signature":"s"}}})")) ==
              "s");
        CHECK(thought_signature(read_message(
                  R"({"content":"x","extra_content":{"vertex":{"thought_signature":"v"}}})")) ==
              "v");
        CHECK(thought_signature(read_message(R"({"content":"x","thought_signature":"t"})")) == "t");
        for (const std::string_view odd :
             {R"({"extra_content":7})", R"({"extra_content":{"google":[]}})",
              R"({"extra_content":{"google":{"thought_signature":5}}})"})
            CHECK(thought_signature(read_message(odd)).empty());
    }

    TEST_CASE("survives the way into the next request, plain and streamed") {
        const auto expected = boost::json::parse(
            R"([{"role":"assistant","tool_calls":[
                {"id":"a","type":"function","function":{"name":"f","arguments":"{}"},
                 "extra_content":{"google":{"thought_signature":"sig+a/="}}},
                {"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}],
                "extra_content":{"google":{"thought_signature":"whole"}}}])");
        auto plain = read_message(parallel_calls);
        plain.extra =
            boost::json::parse(R"({"extra_content":{"google":{"thought_signature":"whole"}}})")
                .as_object();
        const auto streamed = sample::accumulate_deltas(
            {R"({"role":"assistant","tool_calls":[{"id":"a","type":"function",
                 "function":{"name":"f","arguments":"{}"},
                 "extra_content":{"google":{"thought_signature":"early"}}}]})",
             R"({"role":"assistant","tool_calls":[{"id":"b","type":"function",
                 "function":{"name":"g","arguments":"{}"}}]})",
             // Signatures come whole: a second one is not a continuation.
             R"({"tool_calls":[{"id":"a","extra_content":{"google":
                 {"thought_signature":"sig+a/="}}}]})",
             R"({"extra_content":{"google":{"thought_signature":"whol"}}})",
             R"({"extra_content":{"google":{"thought_signature":"whole"}}})"});
        for (const auto& message : {plain, streamed}) {
            const auto body =
                boost::json::parse(api::encode_request(chat::request("m").add(message), false, {}));
            CHECK(body.at("messages") == expected);
        }
    }

    TEST_CASE("is stripped for another provider, with all that Google alone understands") {
        std::vector<chat::message> messages = {
            chat::message::user("x"), read_message(parallel_calls),
            read_message(R"({"role":"assistant","content":"y","thought_signature":"t","other":1,
                             "extra_content":{"google":{"thought":true,"thought_signature":"s"},
                                              "acme":{"k":2}}})")};
        gemini::strip_thought_signatures(messages);
        CHECK(json_of(messages[0]) == boost::json::parse(R"({"role":"user","content":"x"})"));
        CHECK(json_of(messages[1]) == boost::json::parse(R"({"role":"assistant","tool_calls":[
                {"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
                {"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]})"));
        CHECK(json_of(messages[2]) ==
              boost::json::parse(R"({"role":"assistant","content":"y","other":1,
                                     "extra_content":{"acme":{"k":2}}})"));
    }

    TEST_CASE("has a stand-in for foreign calls, which replaces none") {
        auto foreign = read_message(parallel_calls);
        gemini::skip_thought_signatures(foreign);
        CHECK(thought_signature(foreign.tool_calls[0]) == "sig+a/=");

        gemini::strip_thought_signatures(foreign);
        std::vector<chat::message> messages = {chat::message::user("x"), foreign};
        messages[1].tool_calls[0].extra["extra_content"] = "odd";
        gemini::skip_thought_signatures(messages);
        CHECK(json_of(messages[0]) == boost::json::parse(R"({"role":"user","content":"x"})"));
        CHECK(thought_signature(messages[1].tool_calls[0]) == "skip_thought_signature_validator");
        CHECK(messages[1].tool_calls[1].extra.empty());
    }
}
