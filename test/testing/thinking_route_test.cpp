#include "testing/chat_routes.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

namespace json = boost::json;
using namespace coai::testing;
using raw::chat_body;

/// A request with this thinking_config, and further members.
std::string thinking(const std::string& config, const std::string& more = "",
                     std::string_view model = "gemini-2.5-flash") {
    return chat_body("Explain to me how AI works",
                     R"(,"extra_body":{"google":{"thinking_config":)" + config + "}}" + more,
                     model);
}

std::string effort(const std::string& word, std::string_view model = "gemini-2.5-flash") {
    return chat_body("Explain to me how AI works", R"(,"reasoning_effort":")" + word + '"', model);
}

/// Counted in the total alone.
std::int64_t thought_tokens(const json::value& answer) {
    const json::value& usage = answer.at("usage");
    return usage.at("total_tokens").as_int64() - usage.at("prompt_tokens").as_int64() -
           usage.at("completion_tokens").as_int64();
}

constexpr const char* thoughts = R"({"include_thoughts":true})";

TEST_SUITE("thinking: emulated") {
    TEST_CASE("thoughts stand in tags in front of the answer, with a flag beside them") {
        const routes server;
        const json::value plain = server.completion(chat_body());
        const json::value answer = server.completion(thinking(thoughts));
        const json::value& message = answer.at("choices").at(0).at("message");
        CHECK(keys_of(message) == std::vector<std::string>{"content", "extra_content", "role"});
        CHECK(json::serialize(message.at("extra_content")) == R"({"google":{"thought":true}})");
        const std::string text = message_text(answer);
        CHECK(text.starts_with("<thought>**"));
        CHECK(text.ends_with("\n\n\n</thought>" + message_text(plain)));
        CHECK(answer.at("usage") == plain.at("usage"));
        CHECK(server.completion(thinking(thoughts)) == answer);
    }

    TEST_CASE("in a stream, each paragraph of thoughts is a delta with a flag") {
        const routes server;
        const std::string whole = message_text(server.completion(thinking(thoughts)));
        const auto chunks = server.chunks(thinking(thoughts, R"(,"stream":true)"));
        std::string text;
        std::size_t flagged = 0;
        bool closed = false;
        for (const json::value& chunk : chunks) {
            const json::value& choice = chunk.at("choices").at(0);
            const json::object& delta = choice.at("delta").as_object();
            const std::string piece = text_of(choice, "delta");
            if (delta.contains("extra_content")) {
                CHECK_FALSE(closed);
                CHECK(json::serialize(delta.at("extra_content")) ==
                      R"({"google":{"thought":true}})");
                CHECK(piece.starts_with("<thought>") == (flagged == 0));
                CHECK(piece.ends_with("\n\n\n"));
                CHECK(keys_of(delta) ==
                      std::vector<std::string>{"content", "extra_content", "role"});
                ++flagged;
            } else {
                CHECK(piece.starts_with("</thought>") == !closed);
                closed = true;
            }
            text += piece;
        }
        CHECK(flagged > 1);
        CHECK(text == whole);
    }

    TEST_CASE("calls come after thoughts, too") {
        const routes server;
        const std::string tool = R"(,"tools":[{"type":"function","function":{"name":"Explain"}}])";
        const json::value answer = server.completion(thinking(thoughts, tool));
        const std::string text = message_text(answer);
        CHECK(text.starts_with("<thought>"));
        CHECK(text.ends_with("</thought>"));
        CHECK(answer.at("choices").at(0).at("message").at("tool_calls").as_array().size() == 1);

        const auto chunks = server.chunks(thinking(thoughts, tool + R"(,"stream":true)"));
        const json::value& delta = chunks.back().at("choices").at(0).at("delta");
        CHECK(keys_of(delta) == std::vector<std::string>{"content", "role", "tool_calls"});
        CHECK(delta.at("content") == "</thought>");
    }

    TEST_CASE("the word in the tags can be chosen") {
        const std::string body =
            chat_body("x", R"(,"extra_body":{"google":{"thinking_config":{"include_thoughts":true},
                     "thought_tag_marker":"think"}})");
        const std::string text = message_text(routes().completion(body));
        CHECK(text.starts_with("<think>"));
        CHECK(text.find("</think>") != std::string::npos);
    }

    TEST_CASE("efforts, budgets and levels bound the tokens") {
        const routes server;
        const auto tokens = [&](const std::string& body) {
            return thought_tokens(server.completion(body));
        };
        CHECK(tokens(effort("low")) > 0);
        CHECK(tokens(effort("low")) == tokens(effort("minimal")));
        CHECK(tokens(effort("low")) == tokens(thinking(R"({"thinking_budget":1024})")));
        CHECK(tokens(effort("medium")) == tokens(thinking(R"({"thinking_budget":8192})")));
        CHECK(tokens(effort("high")) == tokens(thinking(R"({"thinking_budget":24576})")));
        CHECK(tokens(chat_body()) > 0);
        CHECK(tokens(thinking(R"({"thinking_budget":-1})")) ==
              tokens(thinking(R"({"include_thoughts":false})")));
        CHECK(tokens(thinking(R"({"thinking_budget":7})")) <= 7);
        const std::string pro = "gemini-3-pro-preview";
        CHECK(tokens(thinking(R"({"thinking_level":"high"})", "", pro)) ==
              tokens(effort("high", pro)));
        CHECK(tokens(thinking(R"({"thinking_level":"LOW"})", "", pro)) ==
              tokens(effort("low", pro)));
        CHECK(tokens(thinking(R"({"thinking_level":"minimal"})", "", "gemini-3-flash-preview")) >
              0);
    }

    TEST_CASE("thinking is turned off where the model allows it, and then there are no thoughts") {
        const routes server;
        for (const std::string& body :
             {effort("none"), thinking(R"({"thinking_budget":0,"include_thoughts":true})"),
              chat_body("x", "", "gemini-2.5-flash-lite"), chat_body("x", "", "gemini-2.0-flash"),
              thinking("{}", "", "gemini-2.0-flash")}) {
            CAPTURE(body);
            const json::value answer = server.completion(body);
            CHECK(thought_tokens(answer) == 0);
            CHECK(message_text(answer).find("thought>") == std::string::npos);
        }
        for (const std::string& body :
             {effort("none", "gemini-2.5-pro"), effort("none", "gemini-3-pro-preview"),
              thinking(R"({"thinking_budget":0})", "", "gemini-2.5-pro"),
              thinking(R"({"thinking_budget":0})", "", "gemini-3-flash-preview")})
            CHECK(server.refusal(body).starts_with("Budget 0 is invalid."));
    }

    TEST_CASE("an effort allows thoughts, and neither a budget nor a level") {
        const routes server;
        const std::string low = R"(,"reasoning_effort":"low")";
        CHECK(message_text(server.completion(thinking(thoughts, low))).starts_with("<thought>"));
        for (const char* config :
             {R"({"thinking_budget":0})", R"({"thinking_budget":100})",
              R"({"thinking_level":"low"})", R"({"thinking_budget":1,"include_thoughts":true})"})
            CHECK(server.refusal(thinking(config, low)).find("found both") != std::string::npos);
        CHECK(server.ask(thinking(R"({"thinking_budget":null})", low)).status == 200);
    }

    TEST_CASE("what the model cannot do is refused") {
        const routes server;
        struct row {
            const char* config;
            const char* model;
            const char* message;
        };
        for (const row each : {
                 row{R"({"thinking_budget":"low"})", "gemini-2.5-flash", "(TYPE_INT32), \"low\""},
                 row{R"({"thinking_budget":1.5})", "gemini-2.5-flash", "(TYPE_INT32), 1.5"},
                 row{R"({"thinking_level":3})", "gemini-3-pro-preview", "(TYPE_STRING), 3"},
                 row{R"({"include_thoughts":"yes"})", "gemini-2.5-flash", "(TYPE_BOOL), \"yes\""},
                 row{R"({"includeThought":true})", "gemini-2.5-flash",
                     "Unknown name \"includeThought\" at 'extra_body.google.thinking_config'"},
                 row{R"({"thinking_budget":127})", "gemini-2.5-pro", "between 128 and 32768"},
                 row{R"({"thinking_budget":24577})", "gemini-2.5-flash", "between 1 and 24576"},
                 row{R"({"thinking_budget":-2})", "gemini-2.5-flash", "-2 is invalid"},
                 row{R"({"thinking_budget":18446744073709551615})", "gemini-2.5-flash",
                     "is invalid"},
                 row{R"({"thinking_budget":511})", "gemini-2.5-flash-lite", "between 512 and"},
                 row{R"({"thinking_level":"low"})", "gemini-2.5-flash",
                     "Thinking level is not supported"},
                 row{R"({"thinking_level":"medium"})", "gemini-3-pro-preview",
                     "Thinking level medium is not supported"},
                 row{R"({"thinking_level":"deep"})", "gemini-3-pro-preview", "\"deep\""},
                 row{R"({"thinking_level":"low","thinking_budget":200})", "gemini-3-pro-preview",
                     "only one of"},
                 row{R"({"include_thoughts":true})", "gemini-2.0-flash",
                     "Thinking is not enabled for models/gemini-2.0-flash"},
             }) {
            CAPTURE(each.config);
            CHECK(server.refusal(thinking(each.config, "", each.model)).find(each.message) !=
                  std::string::npos);
        }
        CHECK(server.refusal(effort("xhigh")).find("xhigh") != std::string::npos);
    }
}

TEST_SUITE("google extension: emulated") {
    std::string cached(const std::string& more = "") {
        return chat_body("x", R"(,"extra_body":{"google":{"cached_content":"cachedContents/a"}})" +
                                  more);
    }

    TEST_CASE("a cache adds to the prompt and is told apart in the usage") {
        emulator_options options;
        options.cached_contents = {"cachedContents/b", "cachedContents/a"};
        const routes server(options);
        const json::value without = server.completion(chat_body("x")).at("usage");
        const json::value with = server.completion(cached()).at("usage");
        const std::int64_t tokens = with.at("prompt_tokens_details").at("cached_tokens").as_int64();
        CHECK(tokens >= 1024);
        CHECK(with.at("prompt_tokens").as_int64() ==
              without.at("prompt_tokens").as_int64() + tokens);
        CHECK(keys_of(with) == std::vector<std::string>{"completion_tokens", "prompt_tokens",
                                                        "prompt_tokens_details", "total_tokens"});
        const auto chunks =
            server.chunks(cached(R"(,"stream":true,"stream_options":{"include_usage":true})"));
        for (const json::value& chunk : chunks)
            CHECK(chunk.at("usage").at("prompt_tokens_details").at("cached_tokens") == tokens);
    }

    TEST_CASE("a cache must exist, and has instructions and tools of its own") {
        emulator_options options;
        CHECK(routes(options).refusal(cached(), 403) ==
              "CachedContent not found (or permission denied)");
        options.cached_contents = {"cachedContents/a"};
        const routes server(options);
        for (const char* more : {R"(,"tools":[{"type":"function","function":{"name":"f"}}])",
                                 R"(,"tool_choice":"none")"})
            CHECK(server.refusal(cached(more)).starts_with("CachedContent can not be used"));
        CHECK(server
                  .refusal(R"({"model":"gemini-2.5-flash","messages":[
                      {"role":"system","content":"s"},{"role":"user","content":"x"}],
                      "extra_body":{"google":{"cached_content":"cachedContents/a"}}})")
                  .starts_with("CachedContent can not be used"));
    }

    TEST_CASE("safety settings have known names") {
        const routes server;
        const auto with = [](const std::string& settings) {
            return chat_body("x",
                             R"(,"extra_body":{"google":{"safety_settings":)" + settings + "}}");
        };
        CHECK(server
                  .ask(with(R"([{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"},
                                {"category":"HARM_CATEGORY_HATE_SPEECH",
                                 "threshold":"BLOCK_ONLY_HIGH"}])"))
                  .status == 200);
        CHECK(server.refusal(with(R"([{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"},
                                      {"category":"HARM_CATEGORY_BOREDOM"}])")) ==
              "Invalid value at 'extra_body.google.safety_settings[1].category' "
              "(type.googleapis.com/google.ai.generativelanguage.v1main.HarmCategory), "
              "\"HARM_CATEGORY_BOREDOM\"");
        CHECK(server.refusal(with(R"([{"threshold":"BLOCK_ALL"}])")).find("HarmBlockThreshold") !=
              std::string::npos);
        CHECK(server.refusal(with(R"([{"kind":"x"}])")).find("Unknown name \"kind\"") !=
              std::string::npos);
        CHECK(server.refusal(with("[7]")).find("safety_settings[0]") != std::string::npos);
    }
}

} // namespace
