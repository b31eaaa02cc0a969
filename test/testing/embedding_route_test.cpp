#include "http/base64.hpp"
#include "testing/chat_routes.hpp"
#include "testing/embedding_model.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace {

namespace json = boost::json;
using namespace coai::testing;

reply ask(const std::string& base, const std::string& body) {
    static const routes all;
    return all.ask(body, base + "embeddings");
}

constexpr const char* gemini_root = "/v1beta/openai/";
constexpr const char* openai_root = "/v1/";

json::value body_of(const reply& answer) {
    REQUIRE(answer.status == 200);
    return json::parse(answer.events.front().text);
}

std::string gemini_refusal(const std::string& body) {
    const reply answer = ask(gemini_root, body);
    CHECK(answer.status == 400);
    const json::value error = json::parse(answer.events.front().text).at(0).at("error");
    CHECK(error.at("status") == "INVALID_ARGUMENT");
    return std::string(error.at("message").as_string());
}

std::string openai_refusal(const std::string& body) {
    const reply answer = ask(openai_root, body);
    CHECK(answer.status == 400);
    const json::value error = json::parse(answer.events.front().text).at("error");
    return std::string(error.at("param").as_string());
}

double product(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

TEST_SUITE("emulator embeddings") {
    TEST_CASE("vectors have length 1, and similar texts are near each other") {
        for (const std::size_t dimension : {64U, 768U, 3072U}) {
            const auto cat = embed("The cat sleeps on the sofa", dimension);
            const auto cats = embed("Two cats were sleeping on a sofa.", dimension);
            const auto tax = embed("Income tax rates for 2025", dimension);
            CHECK(product(cat, cat) == doctest::Approx(1.0));
            CHECK(product(cat, cats) > 0.35);
            CHECK(product(cat, cats) > product(cat, tax) + 0.25);
            CHECK(cat == embed("The cat sleeps on the sofa", dimension));
            CHECK(cat != embed("The cat sleeps on the sofa.", dimension));
        }
        for (const char* text : {"", "...", "x"})
            CHECK(product(embed(text, 1), embed(text, 1)) == doctest::Approx(1.0));
    }

    TEST_CASE("Gemini's shape has no index of the first and no usage") {
        const json::value body = body_of(ask(
            gemini_root, R"({"model":"gemini-embedding-001","input":["a","b"],"dimensions":3})"));
        CHECK(body.at("object") == "list");
        CHECK(body.at("model") == "gemini-embedding-001");
        CHECK_FALSE(body.as_object().contains("usage"));
        const json::array& data = body.at("data").as_array();
        REQUIRE(data.size() == 2);
        CHECK_FALSE(data[0].as_object().contains("index"));
        CHECK(data[1].at("index") == 1);
        CHECK(data[0].at("embedding").as_array().size() == 3);
    }

    TEST_CASE(
        "base64, for which OpenAI's own client asks by itself, is had in Gemini's shape, too") {
        const json::value body = body_of(ask(
            gemini_root,
            R"({"model":"gemini-embedding-001","input":"a","encoding_format":"base64","dimensions":3})"));
        const std::string text(body.at("data").at(0).at("embedding").as_string());
        coai::http::error_code error;
        CHECK(coai::http::decode_base64(text, 100, error).size() == 12);
        CHECK_FALSE(error);
    }

    TEST_CASE("OpenAI's shape has index and usage, and base64 where asked") {
        const std::string common = R"({"model":"text-embedding-3-small","input":"some text")";
        const json::value list = body_of(ask(openai_root, common + "}"));
        const json::value& first = list.at("data").at(0);
        CHECK(first.at("index") == 0);
        CHECK(first.at("object") == "embedding");
        CHECK(first.at("embedding").as_array().size() == 1536);
        CHECK(list.at("usage").at("prompt_tokens") == 3);
        CHECK(list.at("usage").at("total_tokens") == 3);
        const json::value coded =
            body_of(ask(openai_root, common + R"(,"encoding_format":"base64","dimensions":5})"));
        const std::string text(coded.at("data").at(0).at("embedding").as_string());
        coai::http::error_code error;
        CHECK(coai::http::decode_base64(text, 100, error).size() == 20);
        CHECK_FALSE(error);
    }

    TEST_CASE("tokens are an input of OpenAI's alone") {
        const std::string models = R"({"model":"text-embedding-3-small","dimensions":2,"input":)";
        CHECK(body_of(ask(openai_root, models + "[1,2,3]}")).at("data").as_array().size() == 1);
        const json::value two = body_of(ask(openai_root, models + "[[1,2],[3]]}"));
        CHECK(two.at("data").as_array().size() == 2);
        CHECK(two.at("usage").at("prompt_tokens") == 3);
        gemini_refusal(R"({"model":"gemini-embedding-001","input":[1,2,3]})");
    }

    TEST_CASE("what a server does not take is refused in its words") {
        CHECK(gemini_refusal(
                  R"({"model":"gemini-embedding-001","input":"a","encoding_format":"hex"})")
                  .find("encoding_format") != std::string::npos);
        CHECK(gemini_refusal(R"({"model":"gemini-embedding-001","input":"a","task_type":"x"})") ==
              "Invalid JSON payload received. Unknown name \"task_type\": Cannot find field.");
        gemini_refusal(R"({"model":"gemini-embedding-001","input":"a","dimensions":3073})");
        gemini_refusal(R"({"model":"gemini-embedding-001","input":[]})");
        gemini_refusal(R"({"model":"gemini-embedding-001","input":["a",""]})");
        gemini_refusal(R"({"model":"gemini-embedding-001"})");
        gemini_refusal(R"({"input":"a"})");
        CHECK(ask(gemini_root, R"({"model":"gemini-2.5-flash","input":"a"})").status == 404);
        CHECK(ask(openai_root, R"({"model":"nothing","input":"a"})").status == 404);
        CHECK(openai_refusal(R"({"model":"gpt-4o","input":"a"})") == "model");
        const std::string model = R"({"model":"text-embedding-3-small",)";
        CHECK(openai_refusal(model + R"("input":"a","dimensions":0})") == "dimensions");
        CHECK(openai_refusal(model + R"("input":"a","encoding_format":"hex"})") ==
              "encoding_format");
        CHECK(openai_refusal(model + R"("input":[{}]})") == "input");
        CHECK(openai_refusal(model + R"("input":""})") == "input");
    }

    TEST_CASE("a request may have so many inputs and no more") {
        const auto many = [](std::size_t count) {
            std::string list = R"(,"dimensions":1,"input":["x")";
            for (std::size_t i = 1; i < count; ++i)
                list += R"(,"x")";
            return list + "]}";
        };
        const std::string gemini_model = R"({"model":"models/gemini-embedding-001")";
        CHECK(ask(gemini_root, gemini_model + many(100)).status == 200);
        gemini_refusal(gemini_model + many(101));
        const std::string openai_model = R"({"model":"text-embedding-3-large")";
        CHECK(ask(openai_root, openai_model + many(2048)).status == 200);
        CHECK(openai_refusal(openai_model + many(2049)) == "input");
    }
}

} // namespace
