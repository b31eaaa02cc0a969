#include "http/base64.hpp"
#include "testing/chat_routes.hpp"
#include "testing/media_facts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

namespace json = boost::json;
using namespace coai::testing;

reply ask_for_image(const std::string& base, const std::string& body) {
    static const routes all;
    return all.ask(body, base + "images/generations");
}

json::value from_gemini(const std::string& more, unsigned status = 200) {
    const reply answer =
        ask_for_image("/v1beta/openai/", R"({"model":"imagen-3.0-generate-002")" + more + '}');
    REQUIRE_MESSAGE(answer.status == status, answer.events.front().text);
    return json::parse(answer.events.front().text);
}

json::value from_openai(const std::string& model, const std::string& more, unsigned status = 200) {
    const reply answer = ask_for_image("/v1/", R"({"model":")" + model + '"' + more + '}');
    REQUIRE_MESSAGE(answer.status == status, answer.events.front().text);
    return json::parse(answer.events.front().text);
}

std::vector<std::byte> picture(const json::value& body, std::size_t which = 0) {
    coai::http::error_code error;
    const json::value& image = body.at("data").at(which);
    auto bytes =
        coai::http::decode_base64(std::string(image.at("b64_json").as_string()), 1'000'000, error);
    CHECK_FALSE(error);
    return bytes;
}

const std::string inlined = R"(,"response_format":"b64_json")";

} // namespace

TEST_SUITE("emulator image generation") {
    TEST_CASE("Gemini's answer is pictures of the size, and no more") {
        const json::value body = from_gemini(R"(,"prompt":"a cat","n":2,"size":"64x48")" + inlined);
        CHECK(body.as_object().size() == 1);
        CHECK(body.at("data").as_array().size() == 2);
        const auto size = image_size(picture(body));
        REQUIRE(size.has_value());
        CHECK(size->width == 64);
        CHECK(size->height == 48);
        CHECK(picture(body, 0) != picture(body, 1));
        CHECK(body == from_gemini(R"(,"prompt":"a cat","n":2,"size":"64x48")" + inlined));
        const auto usual = image_size(picture(from_gemini(R"(,"prompt":"a cat")" + inlined)));
        CHECK(usual->width == 1024);
    }

    TEST_CASE("Gemini withholds a picture of what it filters") {
        const std::string prompt = R"(,"prompt":"scenes of violence","size":"16x16")" + inlined;
        CHECK(from_gemini(prompt + R"(,"n":3)").at("data").as_array().size() == 2);
        CHECK(from_gemini(prompt).as_object().empty());
        const json::value refused =
            from_openai("gpt-image-1", R"(,"prompt":"scenes of violence")", 400);
        CHECK(refused.at("error").at("code") == "moderation_blocked");
    }

    TEST_CASE("OpenAI's GPT models always send the picture, and what it cost") {
        const json::value body =
            from_openai("gpt-image-1", R"(,"prompt":"a cat","size":"32x16","quality":"low")");
        CHECK(body.at("created").is_int64());
        CHECK(body.at("size") == "32x16");
        CHECK(body.at("quality") == "low");
        CHECK(body.at("background") == "opaque");
        CHECK(body.at("usage").at("total_tokens") == 1058);
        CHECK(image_size(picture(body))->height == 16);
        const json::value refused =
            from_openai("gpt-image-1", R"(,"prompt":"a cat")" + inlined, 400);
        CHECK(refused.at("error").at("code") == "unknown_parameter");
    }

    TEST_CASE("DALL-E sends a URL unless asked for the picture") {
        const json::value by_url = from_openai("dall-e-3", R"(,"prompt":"a cat")");
        const json::object& image = by_url.at("data").at(0).as_object();
        CHECK(image.at("url").as_string().starts_with("https://"));
        CHECK(image.contains("revised_prompt"));
        CHECK_FALSE(image.contains("b64_json"));
        CHECK_FALSE(by_url.as_object().contains("usage"));
        CHECK_FALSE(picture(from_openai("dall-e-3", R"(,"prompt":"a cat")" + inlined)).empty());
    }

    TEST_CASE("what a server does not take is refused in its words") {
        const json::value unknown =
            from_gemini(R"(,"prompt":"a cat","style":"vivid")" + inlined, 400);
        CHECK(unknown.at(0).at("error").at("message") ==
              "Invalid JSON payload received. Unknown name \"style\": Cannot find field.");
        for (const char* more : {R"(,"prompt":"a cat")", R"(,"prompt":"a","response_format":"url")",
                                 R"(,"response_format":"b64_json")"})
            from_gemini(more, 400);
        for (const char* more : {R"(,"n":0)", R"(,"n":11)", R"(,"size":"big")", R"(,"size":"1x")",
                                 R"(,"size":"0x5")", R"(,"size":"5x5000")", R"(,"size":"-5x5")"})
            from_gemini(R"(,"prompt":"a cat")" + inlined + more, 400);
        CHECK(from_openai("dall-e-3", "", 400).at("error").at("param") == "prompt");
        CHECK(from_openai("dall-e-3", R"(,"prompt":"a","response_format":"x")", 400)
                  .at("error")
                  .at("param") == "response_format");
        CHECK(from_openai("gpt-image-1", R"(,"prompt":"a","output_format":"webp")", 400)
                  .at("error")
                  .at("param") == "output_format");
        CHECK(from_openai("nothing", R"(,"prompt":"a")", 404).at("error").at("code") ==
              "model_not_found");
        CHECK(from_openai("gpt-4o", R"(,"prompt":"a")", 400).at("error").at("param") == "model");
        CHECK(ask_for_image("/v1beta/openai/", R"({"model":"gemini-2.5-flash","prompt":"a"})")
                  .status == 404);
    }
}
