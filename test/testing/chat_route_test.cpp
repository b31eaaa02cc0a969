#include "testing/chat_routes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

namespace json = boost::json;
using namespace coai::testing;
using raw::chat_body;

constexpr const char* weather_tool =
    R"(,"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object",
       "properties":{"location":{"type":"string"},"unit":{"type":"string","enum":["c","f"]}}}}},
       {"type":"function","function":{"name":"get_time"}}])";

TEST_SUITE("chat route") {
    TEST_CASE("Gemini's plain answer is compact, alphabetical and free of nulls") {
        const routes server;
        const reply answer = server.ask(chat_body());
        const std::string& text = answer.events.front().text;
        CHECK(text.find_first_of("\n\r") == std::string::npos);
        CHECK(text.find("null") == std::string::npos);
        CHECK(answer.headers.find("content-type") == "application/json");
        CHECK_FALSE(answer.headers.contains("x-request-id"));
        const json::value body = json::parse(text);
        CHECK(keys_of(body) ==
              std::vector<std::string>{"choices", "created", "id", "model", "object", "usage"});
        CHECK(keys_of(body.at("choices").at(0)) ==
              std::vector<std::string>{"finish_reason", "index", "message"});
        CHECK(message_text(body).find("Explain to me how AI works") != std::string::npos);
        CHECK(body.at("model") == "gemini-2.5-flash");
        CHECK(server.completion(chat_body("x", "", "models/gemini-2.5-flash")).at("model") ==
              "models/gemini-2.5-flash");
    }

    TEST_CASE("the same request gets the same answer, and another one another") {
        const routes server;
        const std::string first = server.ask(chat_body("one")).events.front().text;
        CHECK(server.ask(chat_body("one")).events.front().text == first);
        CHECK(routes().ask(chat_body("one")).events.front().text == first);
        CHECK(server.ask(chat_body("two")).events.front().text != first);
        CHECK(server.ask(chat_body("one", R"(,"seed":5)")).events.front().text != first);
        CHECK(server.ask(chat_body("one", "", "gemini-2.5-pro")).events.front().text != first);
    }

    TEST_CASE("thinking is counted in the total only, unless it is turned off") {
        const routes server;
        const json::value usage = server.completion(chat_body()).at("usage");
        CHECK(usage.at("total_tokens").as_int64() >
              usage.at("prompt_tokens").as_int64() + usage.at("completion_tokens").as_int64());
        for (const char* more :
             {R"(,"reasoning_effort":"none")",
              R"(,"extra_body":{"google":{"thinking_config":{"thinking_budget":0}}})"}) {
            const json::value off = server.completion(chat_body("x", more)).at("usage");
            CHECK(off.at("total_tokens").as_int64() ==
                  off.at("prompt_tokens").as_int64() + off.at("completion_tokens").as_int64());
        }
    }

    TEST_CASE("a stream says the same as the plain answer, with Gemini's quirks") {
        const routes server;
        const json::value plain = server.completion(chat_body());
        const auto chunks =
            server.chunks(chat_body("Explain to me how AI works",
                                    R"(,"stream":true,"stream_options":{"include_usage":true})"));
        REQUIRE(chunks.size() > 3);
        std::string text;
        for (const json::value& chunk : chunks) {
            const json::value& choice = chunk.at("choices").at(0);
            text += text_of(choice, "delta");
            CHECK(choice.at("delta").at("role") == "assistant");
            CHECK(choice.as_object().contains("finish_reason") == (&chunk == &chunks.back()));
            CHECK(chunk.as_object().contains("usage"));
            CHECK(chunk.at("object") == "chat.completion.chunk");
        }
        CHECK(text == message_text(plain));
        CHECK(chunks.back().at("choices").at(0).at("finish_reason") == "stop");
        CHECK(chunks.back().at("usage") == plain.at("usage"));
        CHECK_FALSE(
            server.chunks(chat_body("x", R"(,"stream":true)"))[0].as_object().contains("usage"));
    }

    TEST_CASE("OpenAI's stream begins with the role and ends with the usage") {
        const routes server;
        const std::string model = "gpt-4o-mini";
        const json::value plain = server.completion(chat_body("Hello", "", model), openai_path);
        const auto chunks = server.chunks(
            chat_body("Hello", R"(,"stream":true,"stream_options":{"include_usage":true})", model),
            openai_path);
        REQUIRE(chunks.size() > 4);
        CHECK(json::serialize(chunks.front().at("choices").at(0)) ==
              R"({"index":0,"delta":{"role":"assistant","content":"","refusal":null},)"
              R"("logprobs":null,"finish_reason":null})");
        std::string text;
        for (std::size_t i = 0; i + 1 < chunks.size(); ++i) {
            CHECK(chunks[i].at("usage").is_null());
            text += text_of(chunks[i].at("choices").at(0), "delta");
        }
        CHECK(text == message_text(plain));
        const json::value& finish = chunks[chunks.size() - 2].at("choices").at(0);
        CHECK(finish.at("delta").as_object().empty());
        CHECK(finish.at("finish_reason") == "stop");
        CHECK(chunks.back().at("choices").as_array().empty());
        CHECK(chunks.back().at("usage") == plain.at("usage"));
    }

    TEST_CASE("OpenAI's plain answer is pretty-printed and has a request id") {
        const reply answer = routes().ask(chat_body("Hello", "", "gpt-4o"), openai_path);
        CHECK(answer.events.front().text.starts_with("{\n  \"id\": \"chatcmpl-"));
        CHECK(answer.events.front().text.ends_with("}\n"));
        CHECK(answer.headers.find("x-request-id")->starts_with("req_"));
        CHECK(answer.headers.find("x-ratelimit-reset-requests") == "6ms");
    }

    TEST_CASE("an answer is no longer than the limit") {
        const routes server;
        for (const char* name : {"max_tokens", "max_completion_tokens"}) {
            const json::value body =
                server.completion(chat_body("Explain", std::string(",\"") + name + "\":7"));
            CHECK(body.at("choices").at(0).at("finish_reason") == "length");
            CHECK(message_text(body).size() <= 28);
            CHECK(message_text(body).size() > 24);
            CHECK(body.at("usage").at("completion_tokens") == 7);
        }
        const json::value roomy = server.completion(chat_body("x", R"(,"max_tokens":9000)"));
        CHECK(roomy.at("choices").at(0).at("finish_reason") == "stop");
    }

    TEST_CASE("an answer ends before a stop sequence") {
        emulator_options options;
        options.reply_text = "one two three four";
        const routes server(options);
        CHECK(message_text(server.completion(chat_body("x", R"(,"stop":"three")"))) == "one two ");
        CHECK(message_text(server.completion(chat_body("x", R"(,"stop":["four"," two"])"))) ==
              "one");
        const auto chunks = server.chunks(chat_body("x", R"(,"stop":"one","stream":true)"));
        REQUIRE(chunks.size() == 1);
        CHECK(json::serialize(chunks[0].at("choices").at(0)) ==
              R"({"delta":{"role":"assistant"},"finish_reason":"stop","index":0})");
    }

    TEST_CASE("several choices differ and are interleaved in a stream") {
        const routes server;
        const json::value body = server.completion(chat_body("x", R"(,"n":3)"));
        REQUIRE(body.at("choices").as_array().size() == 3);
        CHECK(body.at("choices").at(2).at("index") == 2);
        CHECK(message_text(body, 0) != message_text(body, 1));
        std::vector<std::string> texts(3);
        std::vector<int> finished(3);
        const auto chunks = server.chunks(chat_body("x", R"(,"n":3,"stream":true)"));
        CHECK(chunks[1].at("choices").at(0).at("index") == 1);
        for (const json::value& chunk : chunks) {
            const json::value& choice = chunk.at("choices").at(0);
            const auto index = static_cast<std::size_t>(choice.at("index").as_int64());
            texts[index] += text_of(choice, "delta");
            finished[index] += choice.as_object().contains("finish_reason") ? 1 : 0;
        }
        CHECK(finished == std::vector<int>(3, 1));
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(texts[i] == message_text(body, i));
    }

    TEST_CASE("a fixed reply has exactly the chunks that were asked for") {
        emulator_options options;
        options.reply_chunks = 50;
        options.chunk_size = 10;
        const routes server(options);
        const auto chunks = server.chunks(chat_body("x", R"(,"stream":true)"));
        CHECK(chunks.size() == 50);
        for (const json::value& chunk : chunks)
            CHECK(text_of(chunk.at("choices").at(0), "delta").size() == 10);
        CHECK(message_text(server.completion(chat_body())).size() == 500);
    }

    TEST_CASE("a tool that is mentioned is called, with arguments that follow its schema") {
        const routes server;
        const std::string body =
            chat_body("What is the weather like in Chicago today?", weather_tool);
        const json::value choice = server.completion(body).at("choices").at(0);
        CHECK(choice.at("finish_reason") == "tool_calls");
        CHECK(keys_of(choice.at("message")) == std::vector<std::string>{"role", "tool_calls"});
        const json::array& calls = choice.at("message").at("tool_calls").as_array();
        REQUIRE(calls.size() == 1);
        CHECK(calls[0].at("function").at("name") == "get_weather");
        const json::value arguments =
            json::parse(calls[0].at("function").at("arguments").as_string());
        CHECK(arguments.at("location") == "Chicago");
        CHECK((arguments.at("unit") == "c" || arguments.at("unit") == "f"));
        CHECK(calls[0].at("extra_content").at("google").at("thought_signature").is_string());
        CHECK(std::string(calls[0].at("id").as_string().c_str()).starts_with("function-call-"));
    }

    TEST_CASE("parallel calls have one signature, and in Gemini's stream no index") {
        const routes server;
        const std::string more = std::string(weather_tool) + R"(,"stream":true)";
        const auto chunks = server.chunks(chat_body("weather and time, please", more));
        REQUIRE(chunks.size() == 2);
        for (std::size_t i = 0; i < 2; ++i) {
            const json::value& call =
                chunks[i].at("choices").at(0).at("delta").at("tool_calls").at(0);
            CHECK_FALSE(call.as_object().contains("index"));
            CHECK(call.as_object().contains("extra_content") == (i == 0));
        }
        const json::value one = server.completion(
            chat_body("weather and time, please",
                      std::string(weather_tool) + R"(,"parallel_tool_calls":false)"));
        CHECK(one.at("choices").at(0).at("message").at("tool_calls").as_array().size() == 1);
    }

    TEST_CASE("OpenAI's calls come in pieces with an index") {
        const auto chunks =
            routes().chunks(chat_body("The weather in Chicago?",
                                      std::string(weather_tool) + R"(,"stream":true)", "gpt-4o"),
                            openai_path);
        std::string arguments;
        std::string name;
        for (const json::value& chunk : chunks) {
            const json::object& delta = chunk.at("choices").at(0).at("delta").as_object();
            if (!delta.contains("tool_calls"))
                continue;
            const json::value& call = delta.at("tool_calls").at(0);
            CHECK(call.at("index") == 0);
            const json::object& function = call.at("function").as_object();
            name += function.contains("name") ? function.at("name").as_string().c_str() : "";
            arguments += function.at("arguments").as_string().c_str();
        }
        CHECK(name == "get_weather");
        CHECK(json::parse(arguments).at("location") == "Chicago");
    }

    TEST_CASE("tool_choice decides whether and what is called") {
        const routes server;
        const auto names = [&](std::string_view text, std::string_view choice) {
            const std::string more =
                std::string(weather_tool) + ",\"tool_choice\":" + std::string(choice);
            const json::value body = server.completion(chat_body(text, more));
            std::string joined;
            const json::object& message = body.at("choices").at(0).at("message").as_object();
            if (const json::value* calls = message.if_contains("tool_calls")) {
                for (const json::value& call : calls->as_array())
                    joined += std::string(call.at("function").at("name").as_string().c_str()) + ' ';
            }
            return joined;
        };
        CHECK(names("Hello", R"("auto")") == "");
        CHECK(names("Hello", R"("required")") == "get_weather ");
        CHECK(names("weather", R"("none")") == "");
        CHECK(names("weather", R"({"type":"function","function":{"name":"get_time"}})") ==
              "get_time ");
        CHECK(server.refusal(chat_body("x", R"(,"tool_choice":"required")")).find("not declared") !=
              std::string::npos);
    }

    TEST_CASE("the answer after a tool's result uses the result") {
        const std::string body =
            R"({"model":"gemini-2.5-flash","messages":[
                {"role":"user","content":"weather?"},
                {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":
                    {"name":"get_weather","arguments":"{}"},
                    "extra_content":{"google":{"thought_signature":"abc"}}}]},
                {"role":"tool","tool_call_id":"c1","content":"21 degrees"}])" +
            std::string(weather_tool) + '}';
        CHECK(message_text(routes().completion(body))
                  .starts_with("According to get_weather: 21 degrees. "));
    }

    TEST_CASE("a response format is kept to") {
        const routes server;
        const std::string schema =
            R"(,"response_format":{"type":"json_schema","json_schema":{"name":"event","schema":
               {"type":"object","properties":{"name":{"type":"string"},"day":{"type":"integer",
               "minimum":1,"maximum":31}},"required":["name","day"]}}})";
        const json::value event =
            json::parse(message_text(server.completion(chat_body("A party", schema))));
        CHECK(event.at("name").is_string());
        CHECK(event.at("day").as_int64() >= 1);
        const json::value any = json::parse(message_text(server.completion(
            chat_body("A party", R"(,"response_format":{"type":"json_object"})"))));
        CHECK(any.is_object());
    }

    TEST_CASE("text parts and media are understood") {
        const std::string body =
            R"({"model":"gemini-2.5-flash","messages":[{"role":"user","content":[
                {"type":"text","text":"What is in this image?"},
                {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]})";
        const json::value answer = routes().completion(body);
        CHECK(message_text(answer).find("What is in this image?") != std::string::npos);
        CHECK(answer.at("usage").at("prompt_tokens").as_int64() > 258);
    }

    TEST_CASE("unknown members are refused as Google does, all of them") {
        const routes server;
        CHECK(server.refusal(chat_body("x", R"(,"store":true)")) ==
              "Invalid JSON payload received. Unknown name \"store\": Cannot find field.");
        CHECK(server.refusal(chat_body("x", R"(,"top_k":1,"metadata":{})")).find("\"metadata\"") !=
              std::string::npos);
        CHECK(server.refusal(R"({"model":"gemini-2.5-flash",
                                 "messages":[{"role":"user","content":"x","weight":1}]})") ==
              "Invalid JSON payload received. Unknown name \"weight\" at 'messages[0]': Cannot "
              "find field.");
        CHECK(server.refusal(chat_body("x", R"(,"extra_body":{"extra_body":{"google":{}}})")) ==
              "Invalid JSON payload received. Unknown name \"extra_body\" at 'extra_body': Cannot "
              "find field.");
        const reply answer = server.ask(chat_body("x", R"(,"store":true)"));
        const json::value error = json::parse(answer.events.front().text).at(0).at("error");
        CHECK(error.at("details").at(0).at("@type") == "type.googleapis.com/google.rpc.BadRequest");
        CHECK(
            server.completion(chat_body("x", R"(,"temperature":null,"stop":null)")).at("object") ==
            "chat.completion");
    }

    TEST_CASE("wrong types are refused") {
        const routes server;
        struct row {
            const char* member;
            const char* message;
        };
        for (const row each : {
                 row{R"("temperature":"hot")", "Invalid value at 'temperature' (TYPE_FLOAT), "
                                               "\"hot\""},
                 row{R"("n":1.5)", "Invalid value at 'n' (TYPE_INT32), 1.5"},
                 row{R"("stream":"yes")", "Invalid value at 'stream' (TYPE_BOOL), \"yes\""},
                 row{R"("user":[1])", "Invalid JSON payload received. Unknown name \"user\": Proto "
                                      "field is not repeating, cannot start list."},
                 row{R"("user":{})", "Invalid value at 'user' (TYPE_STRING), Starting an object on "
                                     "a scalar field"},
                 row{R"("tools":[7])", "Invalid value at 'tools[0]' (TYPE_MESSAGE), 7"},
             })
            CHECK(server.refusal(chat_body("x", std::string(",") + each.member)) == each.message);
    }

    TEST_CASE("what is no request is refused") {
        const routes server;
        CHECK(server.refusal("").find("Invalid JSON payload received.") == 0);
        CHECK(server.refusal("[]") == "Invalid JSON payload received. Expected an object.");
        CHECK(server.refusal(R"({"messages":[{"role":"user","content":"x"}]})") ==
              "model is not specified");
        for (const char* messages :
             {"", R"(,"messages":[])", R"(,"messages":[{"role":"system","content":"x"}])"})
            CHECK(server.refusal(std::string(R"({"model":"gemini-2.5-flash")") + messages + "}") ==
                  "* GenerateContentRequest.contents: contents is not specified\n");
        CHECK(server.refusal(chat_body("x", "", "gemini-9"), 404)
                  .starts_with("models/gemini-9 is not found for API version v1main"));
        CHECK(server.refusal(R"({"model":"gemini-2.5-flash","messages":[{"role":"cat"}]})")
                  .find("messages[0].role") != std::string::npos);
        CHECK(server.refusal(chat_body("x", R"(,"max_tokens":0)")).find("must be positive") !=
              std::string::npos);
        CHECK(server.refusal(chat_body("x", R"(,"n":9)")).find("candidate_count") !=
              std::string::npos);
        CHECK(server
                  .refusal(chat_body("x", R"(,"reasoning_effort":"low","extra_body":{"google":
                                           {"thinking_config":{"thinking_budget":100}}})"))
                  .find("found both") != std::string::npos);
        CHECK(server
                  .ask(chat_body("x", R"(,"reasoning_effort":"low","extra_body":{"google":
                                         {"thinking_config":{"include_thoughts":true}}})"))
                  .status == 200);
        CHECK(server
                  .refusal(R"({"model":"gemini-2.5-flash","messages":[
                                 {"role":"tool","tool_call_id":"a","content":"x"}]})")
                  .find("function_response.name") != std::string::npos);
    }

    TEST_CASE("OpenAI's refusals have type, code and param") {
        const routes server;
        const json::value unknown = server.openai_refusal(chat_body("x", R"(,"foo":1)", "gpt-4o"));
        CHECK(json::serialize(unknown) ==
              R"({"message":"Unknown parameter: 'foo'.","type":"invalid_request_error",)"
              R"("param":"foo","code":"unknown_parameter"})");
        CHECK(server.ask(chat_body("x", R"(,"store":true,"logit_bias":{})", "gpt-4o"), openai_path)
                  .status == 200);
        CHECK(
            server.openai_refusal(chat_body("x", R"(,"temperature":"hot")", "gpt-4o")).at("code") ==
            "invalid_type");
        CHECK(server.openai_refusal(chat_body("x", "", "gpt-9"), 404).at("code") ==
              "model_not_found");
        CHECK(server.openai_refusal(R"({"model":"gpt-4o","messages":[]})").at("code") ==
              "empty_array");
        CHECK(server.openai_refusal(R"({"model":"gpt-4o"})").at("param") == "messages");
    }
}

} // namespace
