#include "testing/router.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace json = boost::json;
using namespace coai::testing;

using header_list = std::vector<std::pair<std::string, std::string>>;

reply ask(const std::string& target, const header_list& headers,
          const std::string& method = "GET") {
    static const emulator_options options;
    static emulator_state state;
    static const router routes = make_router(options, state);
    request asked;
    asked.method = method;
    asked.target = target;
    for (const auto& [name, value] : headers)
        asked.headers.add(name, value);
    return routes.handle(asked);
}

json::value gemini_error(const reply& answer) {
    return json::parse(answer.events.front().text).at(0).at("error");
}

const header_list with_key = {{"Authorization", "bearer emulator-key"}};

TEST_SUITE("emulator router") {
    TEST_CASE("any one credential is good") {
        const std::string models = "/v1beta/openai/models";
        CHECK(ask(models, with_key).status == 200);
        CHECK(ask(models, {{"x-goog-api-key", "emulator-key"}}).status == 200);
        CHECK(ask(models + "?a=b&key=emulator-key", {}).status == 200);
    }

    TEST_CASE("an id may be percent-encoded") {
        const std::string model =
            ask("/v1beta/openai/models/gemini-2.0-flash", with_key).events.front().text;
        for (const char* id :
             {"models/gemini-2.0-flash", "models%2Fgemini-2.0-flash", "gemini%2d2.0-flash"}) {
            const reply answer = ask(std::string("/v1beta/openai/models/") + id, with_key);
            CHECK(answer.status == 200);
            CHECK(answer.events.front().text == model);
        }
        CHECK(ask("/v1beta/openai/models/gemini%2", with_key).status == 404);
    }

    TEST_CASE("no credential, a wrong one and two of them are refused as Google does") {
        const std::string models = "/v1beta/openai/models";
        const reply none = ask(models, {});
        CHECK(none.status == 403);
        CHECK(gemini_error(none).at("status") == "PERMISSION_DENIED");

        const reply wrong = ask(models, {{"authorization", "Bearer guess"}});
        CHECK(wrong.status == 400);
        CHECK(gemini_error(wrong).at("status") == "INVALID_ARGUMENT");
        CHECK(gemini_error(wrong).at("details").at(0).at("reason") == "API_KEY_INVALID");

        const reply two = ask(models + "?key=emulator-key", with_key);
        CHECK(two.status == 400);
        CHECK(gemini_error(two).at("message") ==
              "Multiple authentication credentials received. Please pass only one.");

        const reply basic = ask(models, {{"authorization", "Basic abc"}});
        CHECK(basic.status == 400);
        CHECK(gemini_error(basic).at("message") == "Missing or invalid Authorization header.");
    }

    TEST_CASE("OpenAI answers 401 to a bad key and does not repeat it") {
        const reply wrong = ask("/v1/models", {{"authorization", "Bearer my-secret-guess"}});
        CHECK(wrong.status == 401);
        CHECK(json::parse(wrong.events.front().text).at("error").at("code") == "invalid_api_key");
        CHECK(wrong.events.front().text.find("my-secret-guess") == std::string::npos);
        CHECK(ask("/v1/models", {}).status == 401);
    }

    TEST_CASE("unknown paths and methods are not found") {
        const reply gemini = ask("/v1beta/openai/nothing?x=y", with_key);
        CHECK(gemini.status == 404);
        CHECK(gemini.headers.find("content-type") == "application/json");
        CHECK(gemini_error(gemini).at("status") == "NOT_FOUND");
        CHECK(ask("/", with_key).status == 404);
        CHECK(ask("/v1beta/openai/chat/completions", with_key).status == 404);
        CHECK(ask("/v1beta/openai/models", with_key, "DELETE").status == 404);
        const reply openai = ask("/v1/nothing", with_key);
        CHECK(openai.status == 404);
        CHECK(json::parse(openai.events.front().text).at("error").at("type") ==
              "invalid_request_error");
    }

    TEST_CASE("models are listed and retrieved") {
        const json::value list =
            json::parse(ask("/v1beta/openai/models", with_key).events.front().text);
        CHECK(list.at("object") == "list");
        CHECK(list.at("data").at(0).at("id") == "models/gemini-2.5-flash");
        CHECK(list.at("data").at(0).at("display_name") == "Gemini 2.5 Flash");
        CHECK_FALSE(list.at("data").at(0).as_object().contains("created"));
        for (const char* name : {"gemini-2.0-flash", "models/gemini-2.0-flash"}) {
            const reply one = ask("/v1beta/openai/models/" + std::string(name), with_key);
            CHECK(json::parse(one.events.front().text).at("id") == "models/gemini-2.0-flash");
        }
        CHECK(ask("/v1beta/openai/models/nothing", with_key).status == 404);
        CHECK(ask("/v1beta/openai/models/", with_key).status == 404);
        const json::value openai =
            json::parse(ask("/v1/models/gpt-4o", with_key).events.front().text);
        CHECK(openai.at("id") == "gpt-4o");
        CHECK(openai.as_object().contains("created"));
    }

    TEST_CASE("a defect of a route is an internal error") {
        const emulator_options options;
        emulator_state state;
        router routes(options, state);
        routes.add("GET", "/broken", dialect::gemini,
                   [](const exchange&) -> reply { throw std::logic_error("oops"); });
        request asked;
        asked.method = "GET";
        asked.target = "/broken?key=emulator-key";
        const reply answer = routes.handle(asked);
        CHECK(answer.status == 500);
        CHECK(gemini_error(answer).at("status") == "INTERNAL");
        CHECK(gemini_error(answer).at("message") == "oops");
    }
}

} // namespace
