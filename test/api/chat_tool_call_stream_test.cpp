#include "api/accumulate.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace coai;

/// The tool calls of a stream with these pieces, one in a chunk.
std::vector<chat::tool_call> join(const std::vector<std::string>& pieces) {
    std::vector<std::string> deltas;
    for (const auto& piece : pieces)
        deltas.push_back(R"({"tool_calls":[)" + piece + "]}");
    return sample::accumulate_deltas(deltas).tool_calls;
}

std::string piece(const std::string& head, const std::string& arguments) {
    return "{" + head + R"("function":{"arguments":)" + json::serialize(arguments) + "}}";
}

std::string summary(const std::vector<chat::tool_call>& calls) {
    std::string result;
    for (const auto& call : calls) {
        if (!result.empty())
            result += ' ';
        result += call.synthetic_id ? "*" : call.id;
        result += ':';
        result += call.function->name;
        result += call.function->arguments;
    }
    return result;
}

} // namespace

TEST_SUITE("tool calls in a stream") {
    TEST_CASE("OpenAI: id and name first, then arguments by index") {
        CHECK(
            summary(join({
                R"({"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}})",
                R"({"index":0,"function":{"arguments":"{\"x\":"}})",
                R"({"index":0,"function":{"arguments":"1}"}})",
                R"({"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}})",
                R"({"index":1,"function":{"arguments":"{}"}})",
            })) == R"(a:f{"x":1} b:g{})");
    }

    TEST_CASE("arguments cut anywhere are the same arguments") {
        const std::string arguments = R"({"city":"Zürich \"Nord\"","n":[1,{"a":"}"}]})";
        const std::string heads[] = {R"("index":0,)", R"("id":"a",)", "", R"("index":0,"id":"a",)"};
        for (const auto& head : heads) {
            CAPTURE(head);
            for (std::size_t cut = 0; cut <= arguments.size(); ++cut) {
                // A chunk is UTF-8 of its own.
                if (cut < arguments.size() && (arguments[cut] & 0xc0) == 0x80)
                    continue;
                const auto calls = join({R"({"index":0,"id":"a","function":{"name":"f"}})",
                                         piece(head, arguments.substr(0, cut)),
                                         piece(head, arguments.substr(cut))});
                REQUIRE(calls.size() == 1);
                CHECK(calls[0].function->arguments == arguments);
            }
        }
    }

    TEST_CASE("Gemini: whole calls without index, one in a chunk") {
        CHECK(summary(join({
                  R"({"id":"U11J8Nlt","type":"function","function":{"name":"f","arguments":"{}"}})",
                  R"({"id":"Rf3HPioH","type":"function","function":{"name":"f","arguments":"{}"}})",
              })) == "U11J8Nlt:f{} Rf3HPioH:f{}");
    }

    TEST_CASE("Gemini: whole calls without index and id, in one chunk or in several") {
        const std::string call = R"({"id":"","function":{"name":"f","arguments":"{}"}})";
        CHECK(summary(join({call, call})) == "*:f{} *:f{}");
        CHECK(summary(join({call + "," + call})) == "*:f{} *:f{}");
    }

    TEST_CASE("the id says which call it is, with and without an index (rule 1)") {
        CHECK(summary(join({
                  R"({"id":"a","function":{"name":"f","arguments":"["}})",
                  R"({"id":"b","function":{"name":"g","arguments":"{"}})",
                  R"({"id":"a","index":5,"function":{"arguments":"]"}})",
                  R"({"id":"b","function":{"arguments":"}"}})",
              })) == "a:f[] b:g{}");
    }

    TEST_CASE("a new id with the index of another call is a new call (rule 2)") {
        CHECK(summary(join({
                  R"({"index":0,"id":"x","function":{"name":"f","arguments":"{}"}})",
                  R"({"index":0,"id":"y","function":{"name":"f","arguments":"{}"}})",
              })) == "x:f{} y:f{}");
        CHECK(summary(join({
                  R"({"index":0,"id":"x","function":{"name":"f","arguments":""}})",
                  R"({"index":0,"id":"y","function":{"name":"g","arguments":"[]"}})",
              })) == "x:f{} y:g[]");
    }

    TEST_CASE("a new id belongs to the call of its index that waits for one (rule 2)") {
        CHECK(summary(join({
                  R"({"index":0,"function":{"name":"f","arguments":""}})",
                  R"({"index":0,"id":"a","function":{"arguments":"{}"}})",
              })) == "a:f{}");
        CHECK(summary(join({
                  R"({"index":0,"function":{"name":"f","arguments":"{}"}})",
                  R"({"index":0,"id":"a"})",
              })) == "a:f{}");
        CHECK(summary(join({
                  R"({"index":0,"function":{"name":"f","arguments":"{}"}})",
                  R"({"index":0,"id":"b","function":{"name":"g","arguments":"{}"}})",
              })) == "*:f{} b:g{}");
    }

    TEST_CASE("without ids the index says which call it is (rule 3)") {
        CHECK(summary(join({
                  R"({"index":0,"function":{"name":"f","arguments":"{\"a\":"}})",
                  R"({"index":1,"function":{"name":"g","arguments":"["}})",
                  R"({"index":0,"function":{"name":"f","arguments":"1}"}})",
                  R"({"index":1,"function":{"arguments":"]"}})",
              })) == R"(*:f{"a":1} *:g[])");
    }

    TEST_CASE("a name for the index of a complete call begins a new one (rule 3)") {
        CHECK(summary(join({
                  R"({"index":0,"function":{"name":"f","arguments":"{\"a\":\"}\"}"}})",
                  R"({"index":0,"function":{"name":"f","arguments":"{\"b\":"}})",
                  R"({"index":0,"function":{"arguments":"2}"}})",
              })) == R"(*:f{"a":"}"} *:f{"b":2})");
    }

    TEST_CASE("a name without id and index begins a call, what follows continues it (rules 4, 5)") {
        CHECK(summary(join({
                  R"({"function":{"name":"f","arguments":"{"}})",
                  R"({"function":{"arguments":"}"}})",
                  R"({"function":{"name":"g","arguments":""}})",
                  R"({"function":{"name":"","arguments":"[]"}})",
              })) == "*:f{} *:g[]");
    }

    TEST_CASE("a signature that comes late belongs to the last call (rules 5, 8)") {
        const auto calls = join({
            R"({"id":"a","function":{"name":"f","arguments":"{}"}})",
            R"({"extra_content":{"google":{"thought_signature":"AAA"}}})",
            R"({"extra_content":{"google":{"thought_signature":"BBB","x":[1]}}})",
            R"({"id":"a","extra_content":{"google":{"x":[2]}}})",
        });
        REQUIRE(calls.size() == 1);
        CHECK(json::serialize(calls[0].extra) ==
              R"({"extra_content":{"google":{"thought_signature":"BBB","x":[2]}}})");
    }

    TEST_CASE("a signature before any call is the message's (rule 5)") {
        const auto message = sample::accumulate_deltas({
            R"({"tool_calls":[{"extra_content":{"google":{"thought_signature":"AAA"}}}]})",
            R"({"tool_calls":[{}]})",
        });
        CHECK(message.tool_calls.empty());
        CHECK(json::serialize(message.extra) ==
              R"({"extra_content":{"google":{"thought_signature":"AAA"}}})");
    }

    TEST_CASE("arguments before any name are not lost (rule 5)") {
        CHECK(summary(join({piece("", "{}")})) == "*:{}");
    }

    TEST_CASE("names repeat or come in pieces (rule 6)") {
        CHECK(summary(join({
                  R"({"index":0,"id":"a","function":{"name":"get_time","arguments":"{"}})",
                  R"({"index":0,"function":{"name":"get_time","arguments":"}"}})",
              })) == "a:get_time{}");
        CHECK(summary(join({
                  R"({"index":0,"id":"a","function":{"name":"get_"}})",
                  R"({"index":0,"function":{"name":"time"}})",
              })) == "a:get_time{}");
        CHECK(summary(join({
                  R"({"index":0,"id":"a","function":{"name":"f","arguments":"{"}})",
                  R"({"index":0,"id":null,"function":{"name":null,"arguments":"}"}})",
              })) == "a:f{}");
    }

    TEST_CASE("arguments as an object are text, none at all are an empty object (rule 7)") {
        CHECK(summary(join({R"({"id":"a","function":{"name":"f","arguments":{"x":1}}})",
                            R"({"id":"b","function":{"name":"g"}})", R"({"id":"c"})"})) ==
              R"(a:f{"x":1} b:g{} c:{})");
    }

    TEST_CASE("calls keep the order in which they came (rule 9)") {
        CHECK(summary(join({
                  R"({"index":1,"id":"a","function":{"name":"f","arguments":"{"}})",
                  R"({"index":0,"id":"b","function":{"name":"g","arguments":"["}})",
                  R"({"index":1,"function":{"arguments":"}"}})",
                  R"({"index":0,"function":{"arguments":"]"}})",
              })) == "a:f{} b:g[]");
    }

    TEST_CASE("a call without an id is given one, at the end (rule 10)") {
        const auto calls = join({R"({"index":0,"function":{"name":"f"}})",
                                 R"({"index":1,"id":"b","function":{"name":"g"}})"});
        CHECK(calls.at(0).synthetic_id);
        CHECK(calls.at(0).id.starts_with("call_"));
        CHECK(calls.at(0).id.size() == 29);
        CHECK_FALSE(calls.at(1).synthetic_id);
    }

    TEST_CASE("a call that began without an index is found by its place") {
        CHECK(summary(join({
                  R"({"id":"a","function":{"name":"f"}})",
                  R"({"id":"b","function":{"name":"g"}})",
                  R"({"index":0,"function":{"arguments":"[0]"}})",
                  R"({"index":1,"function":{"arguments":"[1]"}})",
              })) == "a:f[0] b:g[1]");
    }

    TEST_CASE("an index that was never seen begins a call") {
        CHECK(summary(join({
                  R"({"index":-1,"id":"a","function":{"name":"f","arguments":"{"}})",
                  R"({"index":-1,"function":{"arguments":"}"}})",
                  R"({"index":7,"function":{"arguments":"[]"}})",
              })) == "a:f{} *:[]");
    }

    TEST_CASE("types are kept, and made up where a server leaves them out") {
        const auto calls =
            join({R"({"id":"a","type":"function","function":{"name":"f"}})",
                  R"({"id":"b","function":{"name":"g"}})", R"({"id":"c","custom":{"name":"h"}})",
                  R"({"id":"d","type":"mcp","server":"s"})"});
        REQUIRE(calls.size() == 4);
        CHECK(calls[0].type == "function");
        CHECK(calls[1].type == "function");
        CHECK(calls[2].type == "custom");
        CHECK(calls[3].type == "mcp");
        CHECK_FALSE(calls[3].function.has_value());
        CHECK(calls[3].extra.at("server") == "s");
    }

    TEST_CASE("the input of a custom tool is appended") {
        const auto calls = join(
            {R"({"index":0,"id":"a","type":"custom","custom":{"name":"c","input":"x"}})",
             R"({"index":0,"custom":{"input":" y"}})", R"({"index":0,"custom":{"input":"}"}})"});
        REQUIRE(calls.size() == 1);
        CHECK(calls[0].custom->name == "c");
        CHECK(calls[0].custom->input == "x y}");
    }

    TEST_CASE("an answer put together from a stream can be sent back") {
        const auto message = sample::accumulate_deltas({
            R"({"role":"assistant","tool_calls":[{"id":"623rbkd0","type":"function","function":)"
            R"({"name":"read","arguments":"{}"},)"
            R"("extra_content":{"google":{"thought_signature":"Ej/="}}}]})",
            R"({"role":"assistant","content":""})",
        });
        CHECK(
            json::serialize(message) ==
            R"({"role":"assistant","content":"","tool_calls":[{"id":"623rbkd0","type":"function",)"
            R"("function":{"name":"read","arguments":"{}"},)"
            R"("extra_content":{"google":{"thought_signature":"Ej/="}}}]})");
    }
}
