#include "api/emulated_client.hpp"
#include "json/schema_types.hpp"
#include "json/schema_validator.hpp"

#include <coai/coai.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;

namespace {

chat::request meeting(std::string model = "gemini-2.5-flash") {
    return chat::request(std::move(model))
        .system("Extract the event information.")
        .user("Ann and Bo are going to a conference in Rome on Friday.");
}

boost::json::object last_body(const testing::emulator& server) {
    return boost::json::parse(server.requests().back().body).as_object();
}

/// Asks for a T in the dialect of the provider, and checks that the answer obeys what was sent.
template <class T>
void check_answer(provider shape, const char* model) {
    emulated_client emulated;
    client typed(emulated.io.get_executor(), emulated.server.client_options(shape));
    const auto answer = emulated.run(typed.chat.completions.parse<T>(meeting(model)));
    CAPTURE(answer.text());
    REQUIRE(answer.has_value());

    const auto sent = last_body(emulated.server);
    const auto& format = sent.at("response_format").as_object();
    CHECK(format.at("type") == "json_schema");
    const auto& schema = format.at("json_schema").as_object();
    CHECK(schema.at("name") == boost::json::value(schema_name<T>()));
    CHECK(schema.at("strict") == true);
    CHECK(schema.at("schema") == json_schema<T>(dialect_of(shape)));
    const test::schema_validator validator(schema.at("schema").as_object());
    CHECK(validator.violation(boost::json::parse(answer.text())) == "");
}

template <class T>
void check_answers() {
    check_answer<T>(provider::gemini, "gemini-2.0-flash");
    check_answer<T>(provider::gemini, "gemini-2.5-flash");
    check_answer<T>(provider::openai, "gpt-4o-mini");
    check_answer<T>(provider::generic, "gpt-4o-mini");
}

/// The error that value() throws when the server answers with that body.
output_error outcome_of(const std::string& body) {
    emulated_client emulated;
    emulated.server.script(testing::fault::status(200, body).header("x-request-id", "req_9"));
    const auto answer =
        emulated.run(emulated.client.chat.completions.parse<plan::place>(meeting()));
    try {
        answer.value();
    } catch (const output_error& failed) {
        CHECK(failed.response().request_id == "req_9");
        return failed;
    }
    throw std::logic_error("the answer has a value");
}

} // namespace

TEST_SUITE("structured output") {
    TEST_CASE("one line describes a type, and one asks for it") {
        emulated_client emulated;
        const auto ask = [](coai::client& client) -> awaitable<plan::calendar_event> {
            auto completion =
                co_await client.chat.completions.parse<plan::calendar_event>(meeting());
            co_return completion.value();
        };
        const auto event = emulated.run(ask(emulated.client));
        CHECK_FALSE(event.name.empty());
        CHECK_FALSE(event.date.empty());
        CHECK_FALSE(event.participants.empty());
    }

    TEST_CASE("the schema is in the dialect of the provider, and the server takes it") {
        check_answers<plan::calendar_event>();
        check_answers<plan::journey>();
        check_answers<plan::numbers>();
        check_answers<plan::document>();
        check_answers<plan::label>();
        check_answer<plan::comment>(provider::openai, "gpt-4o-mini");
        check_answer<plan::drive>(provider::generic, "gpt-4o-mini");
    }

    TEST_CASE("another dialect and another name can be asked for") {
        emulated_client emulated;
        chat::parse_options options;
        options.dialect = schema_dialect::plain;
        options.schema_name = "points";
        options.headers.set("X-Test", "1");
        const auto answer =
            emulated.run(emulated.client.chat.completions.parse<plan::scores>(meeting(), options));
        CHECK(answer.has_value());
        const auto sent = last_body(emulated.server).at("response_format").at("json_schema");
        CHECK(sent.at("schema") == json_schema<plan::scores>(schema_dialect::plain));
        CHECK(sent.at("name") == "points");
        CHECK_FALSE(sent.as_object().contains("strict"));
        CHECK(emulated.server.requests().back().headers.find("x-test") == "1");
    }

    TEST_CASE("Gemini's older models refuse the dialects of others") {
        emulated_client emulated;
        chat::parse_options options;
        options.dialect = schema_dialect::plain;
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.chat.completions.parse<plan::scores>(
                meeting("gemini-2.0-flash"), options));
        CHECK(failed.kind() == errc::bad_request);
        CHECK(failed.error_details().status == "INVALID_ARGUMENT");
        CHECK(failed.error_details().message.find("additionalProperties") != std::string::npos);
        CHECK_NOTHROW(emulated.run(
            emulated.client.chat.completions.parse<plan::comment>(meeting(), options)));
    }

    TEST_CASE("OpenAI refuses a strict schema that is none") {
        emulated_client emulated;
        client typed(emulated.io.get_executor(), emulated.server.client_options(provider::openai));
        auto request = meeting("gpt-4o-mini");
        request.response_format = chat::response_format::from_schema(
            "place", json_schema<plan::place>(schema_dialect::plain));
        const auto failed =
            emulated.failure_of<api_error>(typed.chat.completions.parse<plan::place>(request));
        CHECK(failed.error_details().param == "response_format");
    }

    TEST_CASE("a response format that the request has already is kept") {
        emulated_client emulated;
        const auto& completions = emulated.client.chat.completions;
        auto request = meeting();
        request.response_format = chat::response_format::from_schema(
            "mine", {{"type", "object"},
                     {"properties", {{"city", {{"type", "string"}, {"enum", {"Oslo"}}}}}},
                     {"required", {"city"}}});
        CHECK(emulated.run(completions.parse<plan::place>(request)).value().city == "Oslo");
        CHECK(last_body(emulated.server).at("response_format").at("json_schema").at("name") ==
              "mine");

        request.response_format = chat::response_format::json_object();
        const auto other = emulated.run(completions.parse<plan::place>(request));
        CHECK(other.error().kind() == errc::unexpected_output);
        CHECK(last_body(emulated.server).at("response_format").at("type") == "json_object");

        const boost::json::object text{{"type", "text"}};
        request_options options;
        options.extra_body["response_format"] = text;
        emulated.run(completions.parse<plan::place>(meeting(), options));
        CHECK(last_body(emulated.server).at("response_format") == text);
        auto extra = meeting();
        extra.extra["response_format"] = text;
        emulated.run(completions.parse<plan::place>(extra));
        CHECK(last_body(emulated.server).at("response_format") == text);
    }

    TEST_CASE("every choice is parsed") {
        emulated_client emulated;
        auto request = meeting();
        request.n = 3;
        const auto answer =
            emulated.run(emulated.client.chat.completions.parse<plan::calendar_event>(request));
        REQUIRE(answer.parsed.size() == 3);
        for (const auto& each : answer.parsed)
            CHECK_FALSE(each.value().name.empty());
        CHECK(answer.response.status == 200);
        CHECK(answer.usage.has_value());
    }

    TEST_CASE("an answer that the limit of tokens has cut") {
        emulated_client emulated;
        auto request = meeting();
        request.max_completion_tokens = 2;
        const auto answer =
            emulated.run(emulated.client.chat.completions.parse<plan::calendar_event>(request));
        CHECK(answer.error().kind() == errc::output_cut);
        CHECK_THROWS_AS(answer.value(), output_error);
        CHECK_FALSE(answer.text().empty());
    }

    TEST_CASE("an answer that is a refusal, filtered, empty or of another kind") {
        const auto refused = outcome_of(
            R"({"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]})");
        CHECK(refused.kind() == errc::refused);
        CHECK(refused.text() == "No.");
        CHECK(
            outcome_of(R"({"choices":[{"finish_reason":"content_filter: RECITATION"}]})").kind() ==
            errc::content_filtered);
        CHECK(outcome_of(R"({"choices":[]})").kind() == errc::no_output);
        const auto misfit = outcome_of(
            R"({"choices":[{"message":{"content":"{\"city\":1}"},"finish_reason":"stop"}]})");
        CHECK(misfit.kind() == errc::unexpected_output);
        CHECK(misfit.place() == "city");
    }

    TEST_CASE("tools may be called instead of an answer") {
        emulated_client emulated;
        auto request = meeting();
        request.tools.push_back(tool<plan::place>("find_place", "Finds a place."));
        request.tool_choice = "required";
        const auto answer =
            emulated.run(emulated.client.chat.completions.parse<plan::calendar_event>(request));
        CHECK(answer.error().kind() == errc::no_output);
        REQUIRE(answer.tool_calls().size() == 1);
        CHECK_FALSE(arguments<plan::place>(answer.tool_calls()[0]).city.empty());
    }

    TEST_CASE("a fenced answer is read where that is asked for") {
        testing::emulator_options fenced;
        fenced.reply_text = "```json\n{\"city\":\"Rome\"}\n```\n";
        emulated_client emulated(fenced);
        const auto& completions = emulated.client.chat.completions;
        CHECK(emulated.run(completions.parse<plan::place>(meeting())).error().kind() ==
              errc::unexpected_output);
        chat::parse_options options;
        options.code_fence = true;
        CHECK(emulated.run(completions.parse<plan::place>(meeting(), options)).value().city ==
              "Rome");
    }

    TEST_CASE("thoughts are not part of the answer") {
        emulated_client emulated;
        auto request = meeting();
        request.google.include_thoughts();
        const auto answer =
            emulated.run(emulated.client.chat.completions.parse<plan::calendar_event>(request));
        CHECK_FALSE(answer.choices.at(0).message.thought().empty());
        CHECK_FALSE(answer.value().name.empty());
    }

    TEST_CASE("a type that the dialect cannot express is refused before anything is sent") {
        emulated_client emulated;
        const auto& completions = emulated.client.chat.completions;
        const auto failed =
            emulated.failure_of<usage_error>(completions.parse<plan::scores>(meeting()));
        CHECK(failed.kind() == errc::invalid_request);
        CHECK(failed.option() == "response_format");
        CHECK(std::string(failed.what()).find("by_name: a map cannot be expressed") !=
              std::string::npos);
        CHECK(emulated.failure_of<usage_error>(completions.parse<plan::place>(chat::request("m")))
                  .option() == "messages");
        CHECK(emulated.server.connections_accepted() == 0);
    }

    TEST_CASE("an error of the call is thrown, or a value with as_result") {
        emulated_client emulated;
        emulated.server.script(testing::fault::status(401));
        const auto failed =
            emulated.run(as_result(emulated.client.chat.completions.parse<plan::place>(meeting())));
        REQUIRE_FALSE(failed.has_value());
        CHECK(failed.error().kind() == errc::authentication);
    }

    TEST_CASE("awaitables may be kept while request and options go away") {
        emulated_client emulated;
        auto make = [&emulated] {
            const auto request = meeting();
            const chat::parse_options options;
            return emulated.client.chat.completions.parse<plan::place>(request, options);
        };
        auto kept = make();
        CHECK(emulated.run(std::move(kept)).has_value());
    }
}
