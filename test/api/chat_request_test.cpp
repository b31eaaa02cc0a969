#include "api/chat_codec.hpp"

#include <coai/chat/request.hpp>
#include <coai/json.hpp>

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace coai;

// A request to which only `set` has been done, without the members that every request has.
template <class Set>
std::string only(Set set) {
    chat::request request;
    set(request);
    return json::serialize(request);
}

boost::json::object object(std::string_view text) {
    return boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
}

} // namespace

TEST_SUITE("chat request") {
    TEST_CASE("what is not set is not sent") {
        chat::request request("gemini-2.5-flash");
        request.user("hi");
        const std::string minimal =
            R"({"model":"gemini-2.5-flash","messages":[{"role":"user","content":"hi"}]})";
        CHECK(json::serialize(request) == minimal);
        CHECK(api::encode_request(request, false, {}) == minimal);
        CHECK(json::serialize(chat::request()) == "{}");
    }

    TEST_CASE("every member is sent under the API's name") {
        using chat::request;
        CHECK(only([](request& r) { r.reasoning_effort = "low"; }) ==
              R"({"reasoning_effort":"low"})");
        CHECK(only([](request& r) { r.reasoning_effort = chat::reasoning_effort::max; }) ==
              R"({"reasoning_effort":"max"})");
        CHECK(only([](request& r) { r.reasoning_effort = "a server's own"; }) ==
              R"({"reasoning_effort":"a server's own"})");
        CHECK(only([](request& r) { r.max_completion_tokens = 0; }) ==
              R"({"max_completion_tokens":0})");
        CHECK(only([](request& r) { r.max_tokens = 4096; }) == R"({"max_tokens":4096})");
        CHECK(only([](request& r) { r.temperature = 0; }) == R"({"temperature":0})");
        CHECK(only([](request& r) { r.top_p = 0.95; }) == R"({"top_p":0.95})");
        CHECK(only([](request& r) { r.n = 2; }) == R"({"n":2})");
        CHECK(only([](request& r) { r.stop = {"\n", "END"}; }) == R"({"stop":["\n","END"]})");
        CHECK(only([](request& r) { r.frequency_penalty = -2; }) == R"({"frequency_penalty":-2})");
        CHECK(only([](request& r) { r.presence_penalty = 0.5; }) == R"({"presence_penalty":0.5})");
        CHECK(only([](request& r) { r.seed = -7; }) == R"({"seed":-7})");
        CHECK(only([](request& r) { r.parallel_tool_calls = false; }) ==
              R"({"parallel_tool_calls":false})");
        CHECK(only([](request& r) { r.logprobs = true; }) == R"({"logprobs":true})");
        CHECK(only([](request& r) { r.top_logprobs = 3; }) == R"({"top_logprobs":3})");
        CHECK(only([](request& r) { r.logit_bias["50256"] = -100; }) ==
              R"({"logit_bias":{"50256":-100}})");
        CHECK(only([](request& r) {
                  r.modalities = {"text", "audio"};
              }) == R"({"modalities":["text","audio"]})");
        CHECK(only([](request& r) { r.web_search_options.emplace(); }) ==
              R"({"web_search_options":{}})");
        CHECK(only([](request& r) { r.moderation = object(R"({"model":"m"})"); }) ==
              R"({"moderation":{"model":"m"}})");
        CHECK(only([](request& r) { r.verbosity = "high"; }) == R"({"verbosity":"high"})");
        CHECK(only([](request& r) { r.service_tier = "flex"; }) == R"({"service_tier":"flex"})");
        CHECK(only([](request& r) { r.store = false; }) == R"({"store":false})");
        CHECK(only([](request& r) { r.metadata["k"] = "v"; }) == R"({"metadata":{"k":"v"}})");
        CHECK(only([](request& r) { r.end_user = "u1"; }) == R"({"user":"u1"})");
        CHECK(only([](request& r) { r.safety_identifier = "s"; }) ==
              R"({"safety_identifier":"s"})");
        CHECK(only([](request& r) { r.prompt_cache_key = "p"; }) == R"({"prompt_cache_key":"p"})");
        CHECK(only([](request& r) { r.prompt_cache_retention = "24h"; }) ==
              R"({"prompt_cache_retention":"24h"})");
        CHECK(only([](request& r) { r.prompt_cache_options = object(R"({"ttl":"30m"})"); }) ==
              R"({"prompt_cache_options":{"ttl":"30m"}})");
    }

    TEST_CASE("stream options, spoken answers and predictions are objects") {
        CHECK(only([](chat::request& r) { r.stream_options.emplace().include_usage = true; }) ==
              R"({"stream_options":{"include_usage":true}})");
        CHECK(only([](chat::request& r) {
                  r.stream_options.emplace().include_obfuscation = false;
              }) == R"({"stream_options":{"include_obfuscation":false}})");
        CHECK(only([](chat::request& r) {
                  auto& audio = r.audio.emplace();
                  audio.voice = "alloy";
                  audio.format = "wav";
              }) == R"({"audio":{"voice":"alloy","format":"wav"}})");
        CHECK(only([](chat::request& r) {
                  r.audio.emplace().voice = object(R"({"id":"voice_1"})");
              }) == R"({"audio":{"voice":{"id":"voice_1"}}})");
        CHECK(only([](chat::request& r) { r.prediction = chat::prediction("int main() {}"); }) ==
              R"({"prediction":{"type":"content","content":"int main() {}"}})");
    }

    TEST_CASE("response formats") {
        using chat::response_format;
        CHECK(only([](chat::request& r) { r.response_format = response_format::text(); }) ==
              R"({"response_format":{"type":"text"}})");
        CHECK(only([](chat::request& r) { r.response_format = response_format::json_object(); }) ==
              R"({"response_format":{"type":"json_object"}})");
        CHECK(only([](chat::request& r) {
                  r.response_format =
                      response_format::from_schema("event", object(R"({"type":"object"})"));
              }) == R"({"response_format":{"type":"json_schema","json_schema":)"
                    R"({"name":"event","schema":{"type":"object"},"strict":true}}})");
        CHECK(only([](chat::request& r) {
                  auto format = response_format::from_schema("any", {}, std::nullopt);
                  format.json_schema->description = "Anything.";
                  r.response_format = format;
              }) == R"({"response_format":{"type":"json_schema","json_schema":)"
                    R"({"name":"any","description":"Anything.","schema":{}}}})");
    }

    TEST_CASE("tools") {
        CHECK(only([](chat::request& r) {
                  r.tools.push_back(chat::tool::function("now", "Tells the time."));
              }) == R"({"tools":[{"type":"function","function":)"
                    R"({"name":"now","description":"Tells the time."}}]})");
        CHECK(only([](chat::request& r) {
                  auto tool = chat::tool::function("f", "", object(R"({"type":"object"})"));
                  tool.function_tool->strict = true;
                  r.tools.push_back(tool);
              }) == R"({"tools":[{"type":"function","function":)"
                    R"({"name":"f","parameters":{"type":"object"},"strict":true}}]})");
        CHECK(only([](chat::request& r) {
                  auto& tool = r.tools.emplace_back();
                  tool.type = "custom";
                  tool.custom = object(R"({"name":"code"})");
              }) == R"({"tools":[{"type":"custom","custom":{"name":"code"}}]})");
    }

    TEST_CASE("tool choices") {
        using chat::tool_choice;
        const auto sent = [](tool_choice choice) {
            return only([&](chat::request& r) { r.tool_choice = choice; });
        };
        CHECK(tool_choice().empty());
        CHECK(sent({}) == "{}");
        CHECK(sent("required") == R"({"tool_choice":"required"})");
        CHECK(sent(tool_choice::function("f")) ==
              R"({"tool_choice":{"type":"function","function":{"name":"f"}}})");
        CHECK(sent(tool_choice::custom("c")) ==
              R"({"tool_choice":{"type":"custom","custom":{"name":"c"}}})");
        CHECK(sent(tool_choice::allowed("auto", {"f", "g"})) ==
              R"({"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[)"
              R"({"type":"function","function":{"name":"f"}},)"
              R"({"type":"function","function":{"name":"g"}}]}}})");
        CHECK(sent(tool_choice::raw(object(R"({"x":1})"))) == R"({"tool_choice":{"x":1}})");
    }

    TEST_CASE("messages of every role chain") {
        auto request = chat::request("m")
                           .system("be brief")
                           .developer("rules")
                           .user("hi")
                           .assistant("hello")
                           .add(chat::message::tool("call_1", "42", "f"));
        CHECK(json::serialize(request.messages) ==
              R"([{"role":"system","content":"be brief"},{"role":"developer","content":"rules"},)"
              R"({"role":"user","content":"hi"},{"role":"assistant","content":"hello"},)"
              R"({"role":"tool","content":"42","name":"f","tool_call_id":"call_1"}])");
    }

    TEST_CASE(
        "extra members stand beside the others, and in their place where the name is the same") {
        chat::request request("m");
        request.temperature = 1;
        request.extra["top_k"] = 40;
        request.extra["temperature"] = nullptr;
        CHECK(json::serialize(request) == R"({"model":"m","top_k":40,"temperature":null})");
    }

    TEST_CASE("a call's own members replace the request's") {
        chat::request request("m");
        request.n = 1;
        request.extra["top_k"] = 40;
        request.extra["kept"] = "k";
        const auto body = api::encode_request(
            request, false, object(R"({"model":"other","top_k":50,"google":{"a":[1]}})"));
        CHECK(body == R"({"n":1,"top_k":50,"kept":"k","model":"other","google":{"a":[1]}})");
    }

    TEST_CASE("a streamed call says so, whatever else is set") {
        const chat::request request("m");
        CHECK(api::encode_request(request, true, {}) == R"({"model":"m","stream":true})");
        CHECK(api::encode_request(request, true, object(R"({"stream":false})")) ==
              R"({"model":"m","stream":true})");
    }

    TEST_CASE("text that is not UTF-8 is refused with its place") {
        chat::request request("m");
        request.user("fine").user("\xff");
        try {
            api::encode_request(request, false, {});
            FAIL("no exception");
        } catch (const json::encode_error& error) {
            CHECK(error.path() == "messages[1].content");
        }
    }

    TEST_CASE("a request is read back from its JSON") {
        const std::string text =
            R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},)"
            R"({"type":"image_url","image_url":{"url":"https://x/y.png"}}]}],"n":2,)"
            R"("stop":["x"],"tool_choice":{"type":"function","function":{"name":"f"}},)"
            R"("response_format":{"type":"json_object"},"logit_bias":{"1":2},"user":"u",)"
            R"("new":[1]})";
        chat::request request;
        json::decoder decoder;
        REQUIRE_FALSE(decoder.decode(text, request).has_value());
        CHECK(request.end_user == "u");
        CHECK(request.messages.at(0).content.parts().size() == 2);
        CHECK(request.extra.contains("new"));
        CHECK(json::serialize(request) == text);
    }
}
