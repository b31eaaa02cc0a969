#include "http/error_body.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using coai::error_object;
using coai::http::is_error_object;
using coai::http::read_error_object;
using coai::http::to_error_object;

struct shape {
    const char* body;
    const char* message;
    const char* type;
    const char* param;
    const char* code;
    const char* status;
};

void check_shape(const shape& s) {
    CAPTURE(std::string(s.body));
    const auto object = read_error_object(s.body);
    CHECK(object.message == s.message);
    CHECK(object.type == s.type);
    CHECK(object.param == s.param);
    CHECK(object.code == s.code);
    CHECK(object.status == s.status);
}

const char* const quota_body = R"([{
  "error": {
    "code": 429,
    "message": "You exceeded your current quota.\nPlease retry in 34.4s.",
    "status": "RESOURCE_EXHAUSTED",
    "details": [
      {"@type": "type.googleapis.com/google.rpc.Help", "links": [{"url": "https://example.com"}]},
      {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [
        {"quotaMetric": "m", "quotaId": "RequestsPerMinute", "quotaValue": "10"},
        {"quotaMetric": "tokens"},
        {"subject": "project:1", "description": "d"},
        {"description": "nothing to name it by"},
        "not an object"]},
      {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [
        {"quotaId": "RequestsPerDay"}]},
      {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.4s"}
    ]
  }
}
]
)";

TEST_SUITE("error body") {
    TEST_CASE("an object under error, in an array or not") {
        const shape shapes[] = {
            {R"({"error":{"message":"m","type":"t","param":"p","code":"c"}})", "m", "t", "p", "c",
             ""},
            {R"({"error":{"message":"m","type":"t","param":null,"code":null}})", "m", "t", "", "",
             ""},
            {R"([{"error":{"code":404,"message":"m","status":"NOT_FOUND"}}])", "m", "", "", "404",
             "NOT_FOUND"},
            {"\n \t\r\n[{\n \"error\": {\"code\": 503, \"message\": \"m\"}\n}\n]\n\n", "m", "", "",
             "503", ""},
            {R"([null, 1, {"other":1}, {"error":{"message":"second"}}])", "second", "", "", "", ""},
            {R"([{"message":"flat"}])", "flat", "", "", "", ""},
            {R"([{"detail":"a"},{"error":"b"}])", "b", "", "", "", ""},
            {R"({"error":[{"message":"m","code":1}]})", "m", "", "", "1", ""},
            {R"({"error":{"message":"m","code":1.5}})", "m", "", "", "1.5E0", ""},
            {R"({"error":{"message":"m","code":-1}})", "m", "", "", "-1", ""},
            {R"({"error":{"message":"m","code":true,"type":7,"status":400}})", "m", "", "", "", ""},
            {R"({"error":{"code":"401","message":"Access denied"}})", "Access denied", "", "",
             "401", ""},
            {R"({"error":{"message":"m","status_code":400}})", "m", "", "", "400", ""},
            {R"({"id":"x","error":{"message":"m"},"user_id":"u"})", "m", "", "", "", ""},
            {R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})",
             "Overloaded", "overloaded_error", "", "", ""},
            {R"({"error":{"error":{"message":"twice"}}})", "twice", "", "", "", ""},
            {R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}})", "", "", "", "429",
             "RESOURCE_EXHAUSTED"},
        };
        for (const auto& s : shapes) {
            check_shape(s);
        }
    }

    TEST_CASE("a string or a flag under error, with the rest beside it") {
        const shape shapes[] = {
            {R"({"error":"model not found"})", "model not found", "", "", "", ""},
            {R"({"code":"Client specified an invalid argument","error":"Incorrect API key"})",
             "Incorrect API key", "", "", "Client specified an invalid argument", ""},
            {R"({"error":true,"message":"m","code":3})", "m", "", "", "3", ""},
            {R"({"error":null,"message":"m"})", "m", "", "", "", ""},
            {R"({"error":"invalid_grant","error_description":"expired"})", "expired", "", "",
             "invalid_grant", ""},
            {R"({"timestamp":1,"status":404,"error":"Not Found","path":"/x"})", "Not Found", "", "",
             "", ""},
        };
        for (const auto& s : shapes) {
            check_shape(s);
        }
    }

    TEST_CASE("flat members") {
        const shape shapes[] = {
            {R"({"object":"error","message":"m","type":"t","param":null,"code":"1500"})", "m", "t",
             "", "1500", ""},
            {R"({"message":"Wrong API Key","type":"invalid_request_error","param":"api_key",
                 "code":"wrong_api_key"})",
             "Wrong API Key", "invalid_request_error", "api_key", "wrong_api_key", ""},
            {R"({"code":429,"message":"m"})", "m", "", "", "429", ""},
            {R"({"status_code":429,"message":"m"})", "m", "", "", "429", ""},
            {R"({"type":"about:blank","title":"Not Found","status":404,"detail":"no such page"})",
             "no such page", "about:blank", "", "", ""},
            {R"({"success":false,"errors":[{"code":10000,"message":"Authentication error"}]})",
             "Authentication error", "", "", "10000", ""},
            {R"({"errors":["a","b"]})", "a; b", "", "", "", ""},
            {R"("just text")", "just text", "", "", "", ""},
        };
        for (const auto& s : shapes) {
            check_shape(s);
        }
    }

    TEST_CASE("detail, and lists of violations") {
        const shape shapes[] = {
            {R"({"detail":"Not authenticated"})", "Not authenticated", "", "", "", ""},
            {R"({"detail":[{"type":"missing","loc":["body","messages",0,"content"],
                 "msg":"Field required"},{"loc":["body","n"],"msg":"not a number"}]})",
             "messages.0.content: Field required; n: not a number", "", "messages.0.content", "",
             ""},
            {R"({"detail":[{"msg":"no place"}]})", "no place", "", "", "", ""},
            {R"({"detail":{"message":"inner"}})", "inner", "", "", "", ""},
            {R"({"object":"error","message":{"detail":[{"loc":["body","model"],"msg":"bad"}]},
                 "type":"invalid_request_error","code":null})",
             "model: bad", "invalid_request_error", "model", "", ""},
            {R"({"detail":[[[[[["too deep"]]]]]],"code":"c"})", "", "", "", "c", ""},
        };
        for (const auto& s : shapes) {
            check_shape(s);
        }
    }

    TEST_CASE("text, HTML and JSON without an error are kept as words") {
        const shape shapes[] = {
            {"Unauthorized\n", "Unauthorized", "", "", "", ""},
            {"<html><title>502 Bad Gateway</title></html>", "502 Bad Gateway", "", "", "", ""},
            {" \n<html><h1>Busy</h1>", "Busy", "", "", "", ""},
            {R"({"unknown": 1})", R"({"unknown": 1})", "", "", "", ""},
            {"[]", "[]", "", "", "", ""},
            {"{}", "{}", "", "", "", ""},
            {"42", "42", "", "", "", ""},
            {"null", "null", "", "", "", ""},
            {R"({"error":{}})", R"({"error":{}})", "", "", "", ""},
            {R"({"error":{"message":"cut o)", R"({"error":{"message":"cut o)", "", "", "", ""},
            {"", "", "", "", "", ""},
            {" \r\n\t ", "", "", "", "", ""},
        };
        for (const auto& s : shapes) {
            check_shape(s);
        }
    }

    TEST_CASE("Google's details give reason and quotas and stay as they are") {
        const auto object = read_error_object(quota_body);
        CHECK(object.message == "You exceeded your current quota.\nPlease retry in 34.4s.");
        CHECK(object.quota_ids == std::vector<std::string>{"RequestsPerMinute", "tokens",
                                                           "project:1", "RequestsPerDay"});
        CHECK(object.reason.empty());
        REQUIRE(object.details.is_array());
        CHECK(object.details == boost::json::parse(quota_body).at(0).at("error").at("details"));

        const auto bad_key = read_error_object(
            R"({"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT",
                "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",
                "reason":"API_KEY_INVALID","domain":"googleapis.com"}]}})");
        CHECK(bad_key.reason == "API_KEY_INVALID");
        CHECK(bad_key.status == "INVALID_ARGUMENT");
    }

    TEST_CASE("details of other shapes are kept and not understood") {
        for (const auto* details : {R"("text")", "{}", "[]", "[1,null,{}]", R"([{"@type":1}])",
                                    R"([{"@type":"google.rpc.QuotaFailure","violations":1}])",
                                    R"([{"@type":"google.rpc.ErrorInfo","reason":5}])"}) {
            CAPTURE(std::string(details));
            const auto object = read_error_object(
                std::string(R"({"error":{"message":"m","details":)") + details + "}}");
            CHECK(object.message == "m");
            CHECK(object.reason.empty());
            CHECK(object.quota_ids.empty());
            CHECK(object.details == boost::json::parse(details));
        }
    }

    TEST_CASE("JSON in a string of the metadata is left alone") {
        const auto object = read_error_object(
            R"({"error":{"message":"Provider returned error","code":502,"metadata":{"raw":
                "{\"error\":{\"message\":\"inner\"}}"}},"user_id":"u"})");
        CHECK(object.message == "Provider returned error");
        CHECK(object.code == "502");
    }

    TEST_CASE("a character that is not UTF-8 does not hide the error") {
        const auto object =
            read_error_object("{\"error\":{\"message\":\"caf\xe9\",\"code\":\"c\"}}");
        CHECK(object.message == "caf\xe9");
        CHECK(object.code == "c");
    }

    TEST_CASE("words are bounded where they come from text or from a list") {
        CHECK(read_error_object(std::string(1'000'000, 'x')).message.size() == 4096);
        CHECK(read_error_object("<p>" + std::string(1'000'000, 'x')).message.size() == 4096);
        std::string list = R"({"detail":[{"msg":"first"})";
        for (int i = 0; i < 10'000; ++i) {
            list += R"(,{"msg":"again"})";
        }
        const auto object = read_error_object(list + "]}");
        CHECK(object.message.starts_with("first; again"));
        CHECK(object.message.size() < 10'000);
    }

    TEST_CASE("nesting and size made to be expensive are read as text") {
        const auto deep = std::string(100'000, '[');
        CHECK(read_error_object(deep).message.size() == 4096);
        std::string errors;
        for (int i = 0; i < 200; ++i) {
            errors += R"({"error":)";
        }
        CHECK(read_error_object(errors + "1" + std::string(200, '}')).message.starts_with("{"));
        const auto large =
            R"({"error":{"message":"m","fill":")" + std::string(1024 * 1024, 'x') + "\"}}";
        CHECK(read_error_object(large).message.size() == 4096);
    }

    TEST_CASE("every prefix of an error body is read without harm") {
        const std::string body = quota_body;
        for (std::size_t size = 0; size < body.size(); ++size) {
            const auto object = read_error_object(std::string_view(body).substr(0, size));
            CHECK(object.message.size() <= size);
        }
    }

    TEST_CASE("JSON that was parsed already reads the same") {
        const auto object = to_error_object(boost::json::parse(quota_body));
        CHECK(object.status == "RESOURCE_EXHAUSTED");
        CHECK(object.quota_ids.size() == 4);
        CHECK(to_error_object(boost::json::value()).message.empty());
        CHECK(to_error_object(boost::json::parse(R"({"a":1})")).message == R"({"a":1})");
    }
}

TEST_SUITE("error inside a 200") {
    TEST_CASE("errors are told from answers") {
        const char* const errors[] = {
            R"({"error":{"message":"m"}})",
            R"([{"error":{"code":503}}])",
            R"([1,{"error":"x"}])",
            R"({"error":"text"})",
            R"({"error":true,"message":"m"})",
            R"({"error":[{"message":"m"}]})",
            R"({"id":"gen-1","object":"chat.completion.chunk","choices":[],"error":{"code":400}})",
            R"({"object":"error","message":"m"})",
            R"({"message":"m","type":"t","param":null,"code":null})",
            R"({"code":500,"message":"m"})",
            R"({"detail":"m"})",
        };
        for (const auto* text : errors) {
            CAPTURE(std::string(text));
            CHECK(is_error_object(boost::json::parse(text)));
        }
    }

    TEST_CASE("answers are not taken for errors") {
        const char* const answers[] = {
            R"({"id":"1","object":"chat.completion","choices":[]})",
            R"({"choices":[],"error":null})",
            R"({"choices":[],"error":{}})",
            R"({"choices":[],"error":""})",
            R"({"choices":[],"error":[]})",
            R"({"choices":[],"error":false})",
            R"({"choices":[],"message":"m","code":1})",
            R"({"object":"list","data":[]})",
            R"({"id":"batch_1","object":"batch","errors":{"data":[{"message":"m"}]}})",
            R"({"message":"hello"})",
            R"({"detail":"high","other":1})",
            R"([{"embedding":[]}])",
            R"([{"message":"m","code":1}])",
            R"([])",
            R"({})",
            R"("error")",
            R"(null)",
            R"(5)",
        };
        for (const auto* text : answers) {
            CAPTURE(std::string(text));
            CHECK_FALSE(is_error_object(boost::json::parse(text)));
        }
    }
}

} // namespace
