#include "api/chat_codec.hpp"
#include "json/schema_types.hpp"

#include <coai/chat/parsed_completion.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

using namespace coai;
using chat::parsed_completion;

namespace {

using parsed_place = parsed_completion<plan::place>;

parsed_place read(const std::string& choices, bool code_fence = false) {
    chat::completion whole = api::decode_completion(
        R"({"id":"c","usage":{"total_tokens":77},"choices":[)" + choices + "]}");
    whole.response.status = 200;
    whole.response.request_id = "req_1";
    whole.response.attempts = 2;
    return parsed_place(std::move(whole), code_fence);
}

/// A choice with that text.
std::string saying(const std::string& text, const std::string& finish_reason = "stop") {
    return R"({"finish_reason":")" + finish_reason + R"(","message":{"role":"assistant",)" +
           R"("content":)" + json::serialize(text) + "}}";
}

output_error failure_of(const parsed_place& answer) {
    try {
        answer.value();
    } catch (const output_error& failed) {
        CHECK(answer.error().kind() == failed.kind());
        CHECK(std::string(answer.error().what()) == failed.what());
        CHECK(answer.error().as<output_error>()->text() == failed.text());
        CHECK_FALSE(answer.has_value());
        return failed;
    }
    throw std::logic_error("the answer has a value");
}

static_assert(!std::is_aggregate_v<parsed_place>);
static_assert(std::is_nothrow_move_constructible_v<parsed_place>);
static_assert(std::is_base_of_v<chat::completion, parsed_place>);

} // namespace

TEST_SUITE("parsed completion") {
    TEST_CASE("an answer that fits is a value, and the completion is still there") {
        const auto answer = read(saying(R"({"city":"Rome","country":null})"));
        REQUIRE(answer.has_value());
        CHECK(answer);
        CHECK(answer.value().city == "Rome");
        CHECK(answer.id == "c");
        CHECK(answer.usage->total_tokens == 77);
        CHECK(answer.text() == R"({"city":"Rome","country":null})");
        CHECK(answer.error().kind() == errc());
        CHECK(read(saying(R"({"city":"Rome"})")).value().city == "Rome");
    }

    TEST_CASE("every choice has its own outcome") {
        const auto answer = read(saying(R"({"city":"Rome"})") + ',' + saying("no") + ',' +
                                 saying(R"({"city":"Oslo"})"));
        REQUIRE(answer.parsed.size() == 3);
        CHECK(answer.value().city == "Rome");
        CHECK(answer.parsed[1].error().kind() == errc::unexpected_output);
        CHECK(answer.parsed[2].value().city == "Oslo");
        CHECK_THROWS_AS(answer.parsed[1].value(), output_error);
    }

    TEST_CASE("a refusal comes in the model's words") {
        const auto failed = failure_of(read(
            R"({"finish_reason":"stop","message":{"content":null,"refusal":"I cannot do that."}})"));
        CHECK(failed.kind() == errc::refused);
        CHECK(failed.text() == "I cannot do that.");
        CHECK(failed.usage()->total_tokens == 77);
        CHECK(failed.response().request_id == "req_1");
        CHECK(failed.attempts() == 2);
        CHECK(failed.path() == "chat/completions");
        CHECK(std::string(failed.what()) ==
              "POST chat/completions: 200 refused: the model refused: I cannot do that. (request "
              "id req_1, attempt 2)");
        // An empty refusal is none.
        CHECK(read(R"({"message":{"content":"{\"city\":\"x\"}","refusal":""}})").has_value());
    }

    TEST_CASE("an answer cut at the limit of tokens is not read, even if it could be") {
        for (const char* reason : {"length", "MAX_TOKENS", "max_tokens"}) {
            const auto failed = failure_of(read(saying(R"({"city":"Ro)", reason)));
            CHECK(failed.kind() == errc::output_cut);
            CHECK(failed.text() == R"({"city":"Ro)");
            CHECK(failed.usage().has_value());
        }
        CHECK(failure_of(read(saying(R"({"city":"Rome"})", "length"))).kind() == errc::output_cut);
    }

    TEST_CASE("an answer that a filter withheld") {
        for (const char* reason : {"content_filter", "content_filter: PROHIBITED_CONTENT", "SAFETY",
                                   "RECITATION", "safety"}) {
            const std::string text =
                std::string(R"({"index":0,"finish_reason":")") + reason + "\"}";
            CHECK(failure_of(read(text)).kind() == errc::content_filtered);
        }
    }

    TEST_CASE("no text: tools were called, or nothing was said") {
        const auto called = failure_of(
            read(R"({"finish_reason":"tool_calls","message":{"content":null,"tool_calls":[
                {"id":"1","type":"function","function":{"name":"get_weather","arguments":"{}"}},
                {"id":"2","type":"custom","custom":{"name":"shell","input":""}}]}})"));
        CHECK(called.kind() == errc::no_output);
        CHECK(std::string(called.what()).find("the model called get_weather, shell") !=
              std::string::npos);

        const auto silent = failure_of(
            read(R"({"finish_reason":"function_call_filter: MALFORMED_FUNCTION_CALL"})"));
        CHECK(silent.kind() == errc::no_output);
        CHECK(std::string(silent.what()).find("MALFORMED_FUNCTION_CALL") != std::string::npos);
        CHECK(failure_of(read(R"({"message":{"content":""}})")).kind() == errc::no_output);
        CHECK(failure_of(read("")).kind() == errc::no_output);
        CHECK(failure_of(parsed_place()).kind() == errc::no_output);
    }

    TEST_CASE("text beside tool calls is read") {
        CHECK(read(R"({"message":{"content":"{\"city\":\"x\"}","tool_calls":[
                   {"id":"1","function":{"name":"f","arguments":"{}"}}]}})")
                  .has_value());
    }

    TEST_CASE("text that does not fit is an error that names the place") {
        const auto failed = failure_of(read(saying(R"({"city":"Rome","country":[1]})")));
        CHECK(failed.kind() == errc::unexpected_output);
        CHECK(failed.place() == "country");
        CHECK(failed.text() == R"({"city":"Rome","country":[1]})");
        CHECK(std::string(failed.what()).find("country: expected a string, found an array") !=
              std::string::npos);
        CHECK(failure_of(read(saying("Rome is a city."))).place().empty());
        CHECK(failure_of(read(saying(R"({"country":"Italy"})"))).place() == "city");
    }

    TEST_CASE("a code fence is taken off where that is asked for") {
        const std::string fenced = saying("\n```json\n{\"city\":\"Rome\"}\n```\n");
        CHECK(failure_of(read(fenced)).kind() == errc::unexpected_output);
        CHECK(read(fenced, true).value().city == "Rome");
        CHECK(read(saying(R"( {"city":"Rome"} )"), true).has_value());
        CHECK(read(saying(R"( {"city":"Rome"} )")).has_value());
    }

    TEST_CASE("what the error keeps of a long text is bounded") {
        const auto failed = failure_of(read(saying(std::string(200'000, 'x'))));
        CHECK(failed.text().size() == 64 * 1024);
        CHECK(std::string(failed.what()).size() < 400);
    }
}
