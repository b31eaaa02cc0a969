#include "api/chat_codec.hpp"
#include "api/google_options.hpp"

#include <coai/error.hpp>
#include <coai/gemini.hpp>
#include <coai/json.hpp>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace coai;

boost::json::value parse(std::string_view text) {
    return boost::json::parse(boost::json::string_view(text.data(), text.size()));
}

boost::json::value body(const chat::request& request,
                        const boost::json::object& extra_body = boost::json::object()) {
    return parse(api::encode_request(request, false, extra_body));
}

/// What is sent as `extra_body`; null if nothing is.
boost::json::value extra_body_of(const chat::request& request,
                                 const boost::json::object& extra_body = boost::json::object()) {
    const auto sent = body(request, extra_body);
    const auto* const found = sent.as_object().if_contains("extra_body");
    return found != nullptr ? *found : nullptr;
}

chat::request question() { return chat::request("m").user("x"); }

chat::request read(std::string_view text) {
    json::decoder decoder;
    chat::request request;
    REQUIRE_FALSE(decoder.decode(text, request));
    return request;
}

/// What check_google_options() says of the request; empty if nothing.
std::string complaint(const chat::request& request) {
    try {
        api::check_google_options(request);
    } catch (const usage_error& refused) {
        CHECK(refused.kind() == errc::invalid_request);
        return refused.what();
    }
    return {};
}

} // namespace

TEST_SUITE("google options") {
    TEST_CASE("are sent as the extra_body's google, each member only if it is set") {
        auto request = question();
        CHECK(extra_body_of(request).is_null());
        CHECK(request.google.empty());

        request.google.include_thoughts();
        CHECK(extra_body_of(request) ==
              parse(R"({"google":{"thinking_config":{"include_thoughts":true}}})"));
        CHECK(json::serialize(request).find(R"(,"extra_body":{"google":{)") != std::string::npos);

        request.google.thinking_budget(1024).thinking_level(gemini::thinking_level::low);
        request.google.cached_content = "cachedContents/abc";
        request.google.thought_tag_marker = "think";
        request.google
            .block(gemini::harm_category::harassment, gemini::harm_block_threshold::only_high)
            .block("HARM_CATEGORY_NEW", gemini::harm_block_threshold::off);
        request.google.extra["later"] = 1;
        request.google.thinking_config->extra["more"] = true;
        request.google.allow_reasoning_effort = true;
        CHECK(extra_body_of(request) == parse(R"({"google":{
            "cached_content":"cachedContents/abc",
            "thinking_config":{"thinking_budget":1024,"thinking_level":"low",
                               "include_thoughts":true,"more":true},
            "safety_settings":[
                {"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_ONLY_HIGH"},
                {"category":"HARM_CATEGORY_NEW","threshold":"OFF"}],
            "thought_tag_marker":"think","later":1}})"));
        CHECK(parse(json::serialize(request)) == body(request));
    }

    TEST_CASE("a temporary is filled in a chain") {
        auto request = question();
        request.google = gemini::google_options()
                             .thinking_budget(0)
                             .include_thoughts(false)
                             .thinking_level("ultra")
                             .block("A", "B");
        CHECK(extra_body_of(request) == parse(R"({"google":{
            "thinking_config":{"thinking_budget":0,"thinking_level":"ultra",
                               "include_thoughts":false},
            "safety_settings":[{"category":"A","threshold":"B"}]}})"));
    }

    TEST_CASE("are merged with untyped ones, which win member by member") {
        auto request = question();
        request.google.thinking_budget(100).include_thoughts();
        request.google.cached_content = "typed";
        request.extra["extra_body"] = parse(
            R"({"google":{"thinking_config":{"thinking_budget":200,"a":1},"b":{"c":2}},"d":3})");
        CHECK(extra_body_of(request) == parse(R"({"google":{
            "cached_content":"typed",
            "thinking_config":{"thinking_budget":200,"include_thoughts":true,"a":1},
            "b":{"c":2}},"d":3})"));

        const auto of_call = parse(R"({"seed":7,"extra_body":{"google":{
            "thinking_config":{"a":5},"b":null,"cached_content":["e"]}}})");
        CHECK(extra_body_of(request, of_call.as_object()) == parse(R"({"google":{
            "cached_content":["e"],
            "thinking_config":{"thinking_budget":200,"include_thoughts":true,"a":5},
            "b":null},"d":3})"));
        CHECK(body(request, of_call.as_object()).at("seed") == 7);
    }

    TEST_CASE("untyped ones need no typed ones, and need be no object") {
        auto request = question();
        request.extra["extra_body"] = parse(R"({"google":{"x":1}})");
        CHECK(extra_body_of(request) == parse(R"({"google":{"x":1}})"));
        request.google.include_thoughts();
        request.extra["extra_body"] = "odd";
        CHECK(extra_body_of(request) == "odd");
    }

    TEST_CASE("are read from a request, and nothing beside them is lost") {
        constexpr std::string_view text =
            R"({"model":"m","messages":[{"role":"user","content":"x"}],"extra_body":{"first":1,
                "google":{"cached_content":"c","thinking_config":{"thinking_budget":5,"new":[1]},
                          "safety_settings":[{"category":"HARM_CATEGORY_HATE_SPEECH",
                                              "threshold":"BLOCK_NONE","method":"m"}]},
                "last":{"a":2}}})";
        auto request = read(text);
        CHECK(request.google.cached_content == "c");
        CHECK(request.google.thinking_config->thinking_budget == 5);
        CHECK(request.google.safety_settings.at(0).category == gemini::harm_category::hate_speech);
        CHECK(request.google.safety_settings.at(0).threshold == gemini::harm_block_threshold::none);
        CHECK(request.extra.empty());
        CHECK(parse(json::serialize(request)) == parse(text));
        CHECK(body(request) == parse(text));

        // Read into again, it has nothing of before.
        json::decoder decoder;
        REQUIRE_FALSE(decoder.decode(R"({"model":"m"})", request));
        CHECK(request.google.empty());
        CHECK(json::serialize(request) == R"({"model":"m"})");
    }

    TEST_CASE("a misfit is kept where it was, such as the documentation's budget in words") {
        constexpr std::string_view text = R"({"model":"m","extra_body":{"google":{
            "thinking_config":{"thinking_budget":"low","include_thoughts":true}}}})";
        const auto request = read(text);
        CHECK(request.google.thinking_config->include_thoughts == true);
        CHECK_FALSE(request.google.thinking_config->thinking_budget);
        CHECK(parse(json::serialize(request)) == parse(text));
        CHECK(read(R"({"extra_body":7})").extra.at("extra_body") == 7);
        CHECK(json::serialize(read(R"({"extra_body":null})")) == "{}");
        CHECK(json::serialize(read(R"({"extra_body":{"x":1}})")) == R"({"extra_body":{"x":1}})");
    }

    TEST_CASE("reasoning_effort and a thinking budget or level exclude each other") {
        auto request = question();
        request.reasoning_effort = "low";
        CHECK(complaint(request).empty());
        request.google.include_thoughts();
        CHECK(complaint(request).empty());

        request.google.thinking_budget(0);
        auto said = complaint(request);
        CHECK(said.find("reasoning_effort") != std::string::npos);
        CHECK(said.find("thinking_budget") != std::string::npos);

        request.google.thinking_config.emplace();
        request.google.thinking_level("low");
        said = complaint(request);
        CHECK(said.find("reasoning_effort") != std::string::npos);
        CHECK(said.find("thinking_level") != std::string::npos);

        request.google.allow_reasoning_effort = true;
        CHECK(complaint(request).empty());
        request.google.allow_reasoning_effort = false;
        request.reasoning_effort = {};
        CHECK(complaint(request).empty());
    }

    TEST_CASE("tell how the answer marks thoughts, typed or not") {
        auto request = question();
        const boost::json::object nothing;
        CHECK_FALSE(api::thought_tags_of(request, nothing).expected);
        const auto of_call =
            parse(R"({"extra_body":{"google":{"thinking_config":{"include_thoughts":true}}}})");
        CHECK(api::thought_tags_of(request, of_call.as_object()).expected);

        request.google.include_thoughts();
        CHECK(api::thought_tags_of(request, nothing).expected);
        CHECK(api::thought_tags_of(request, nothing).word.empty());
        request.extra["extra_body"] =
            parse(R"({"google":{"thinking_config":{"include_thoughts":false}}})");
        CHECK_FALSE(api::thought_tags_of(request, nothing).expected);

        request.google.thought_tag_marker = "why";
        CHECK(api::thought_tags_of(request, nothing).expected);
        CHECK(api::thought_tags_of(request, nothing).word == "why");
        const auto other = parse(R"({"extra_body":{"google":{"thought_tag_marker":"how"}}})");
        CHECK(api::thought_tags_of(request, other.as_object()).word == "how");
    }
}
