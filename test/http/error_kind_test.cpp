#include "http/error_kind.hpp"

#include "http/errc_name.hpp"
#include "http/error_body.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace {

using coai::errc;
using coai::error_object;
using coai::http::errc_name;
using coai::http::error_kind;

struct error_example {
    const char* body;
    errc expected;
};

void check(unsigned status, const error_example& e) {
    CAPTURE(status);
    CAPTURE(std::string(e.body));
    const auto kind = error_kind(status, coai::http::read_error_object(e.body));
    CHECK(std::string(errc_name(kind)) == errc_name(e.expected));
}

TEST_SUITE("error kind") {
    TEST_CASE("the status decides") {
        const std::pair<unsigned, errc> examples[] = {
            {400, errc::bad_request},
            {401, errc::authentication},
            {402, errc::quota_exhausted},
            {403, errc::permission_denied},
            {404, errc::not_found},
            {405, errc::bad_request},
            {408, errc::request_timeout},
            {409, errc::conflict},
            {413, errc::bad_request},
            {418, errc::bad_request},
            {422, errc::unprocessable_entity},
            {429, errc::rate_limited},
            {498, errc::bad_request},
            {499, errc::bad_request},
            {500, errc::server_error},
            {501, errc::server_error},
            {502, errc::server_error},
            {503, errc::unavailable},
            {504, errc::server_error},
            {524, errc::server_error},
            {529, errc::unavailable},
            {599, errc::server_error},
        };
        for (const auto& [status, kind] : examples) {
            check(status, {"", kind});
        }
    }

    TEST_CASE("the body does not overrule a status that says enough") {
        check(404, {R"({"error":{"status":"RESOURCE_EXHAUSTED"}})", errc::not_found});
        check(500, {R"({"error":{"code":429}})", errc::server_error});
        check(403, {R"({"error":{"code":"insufficient_quota"}})", errc::permission_denied});
    }

    TEST_CASE("a bad key is an authentication error though the status is 400") {
        const char* const bodies[] = {
            R"([{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[
                {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}])",
            R"({"error":{"message":"API key not valid. Please pass a valid API key."}})",
            R"({"code":"invalid argument","error":"Incorrect API key provided: xx***yy"})",
            R"({"error":{"message":"m","code":"invalid_api_key"}})",
            R"({"error":{"message":"m","type":"authentication_error"}})",
        };
        for (const auto* body : bodies) {
            check(400, {body, errc::authentication});
        }
        check(400, {R"({"error":{"message":"m","details":[
            {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"OTHER"}]}})",
                    errc::bad_request});
    }

    TEST_CASE("a quota that does not refill soon is told from a rate limit") {
        const error_example examples[] = {
            {R"({"error":{"code":"insufficient_quota"}})", errc::quota_exhausted},
            {R"({"error":{"type":"insufficient_quota","code":null}})", errc::quota_exhausted},
            {R"({"error":{"code":"billing_hard_limit_reached"}})", errc::quota_exhausted},
            {R"({"error":{"code":"rate_limit_exceeded"}})", errc::rate_limited},
            {R"([{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
                {"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}])",
             errc::quota_exhausted},
            {R"([{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
                {"quotaId":"GenerateRequestsPerMinutePerProjectPerModel"},
                {"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]}]}}])",
             errc::quota_exhausted},
            {R"([{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
                {"quotaId":"GenerateContentInputTokensPerModelPerMinute"}]}]}}])",
             errc::rate_limited},
            {"slow down", errc::rate_limited},
        };
        for (const auto& e : examples) {
            check(429, e);
        }
    }

    TEST_CASE("an overloaded server is unavailable") {
        check(500, {R"({"error":{"type":"overloaded_error"}})", errc::unavailable});
        check(500, {R"({"error":{"type":"server_error"}})", errc::server_error});
    }

    TEST_CASE("without an HTTP error status Google's name decides") {
        const std::pair<std::string, errc> names[] = {
            {"CANCELLED", errc::bad_request},
            {"UNKNOWN", errc::server_error},
            {"INVALID_ARGUMENT", errc::bad_request},
            {"DEADLINE_EXCEEDED", errc::server_error},
            {"NOT_FOUND", errc::not_found},
            {"ALREADY_EXISTS", errc::conflict},
            {"PERMISSION_DENIED", errc::permission_denied},
            {"UNAUTHENTICATED", errc::authentication},
            {"RESOURCE_EXHAUSTED", errc::rate_limited},
            {"FAILED_PRECONDITION", errc::bad_request},
            {"ABORTED", errc::conflict},
            {"OUT_OF_RANGE", errc::bad_request},
            {"UNIMPLEMENTED", errc::server_error},
            {"INTERNAL", errc::server_error},
            {"UNAVAILABLE", errc::unavailable},
            {"DATA_LOSS", errc::server_error},
            {"SOMETHING_NEW", errc::error_in_response},
        };
        for (const auto& e : names) {
            error_object object;
            object.status = e.first;
            CAPTURE(object.status);
            CHECK(error_kind(200, object) == e.second);
            CHECK(error_kind(0, object) == e.second);
        }
    }

    TEST_CASE("without an HTTP error status code and type decide where Google's name is absent") {
        const error_example examples[] = {
            {R"({"error":{"code":503,"message":"overloaded"}})", errc::unavailable},
            {R"({"error":{"code":"429","message":"m"}})", errc::rate_limited},
            {R"({"error":{"code":400,"message":"Token limit reached"},"choices":[]})",
             errc::bad_request},
            {R"({"error":{"message":"m","status_code":400}})", errc::bad_request},
            {R"({"error":{"code":401}})", errc::authentication},
            {R"({"error":{"code":"insufficient_quota","type":"insufficient_quota"}})",
             errc::quota_exhausted},
            {R"({"error":{"code":"rate_limit_exceeded","type":"tokens"}})", errc::rate_limited},
            {R"({"error":{"type":"server_error","code":null}})", errc::server_error},
            {R"({"error":{"type":"overloaded_error"}})", errc::unavailable},
            {R"({"error":{"type":"authentication_error","code":"invalid_request_error"}})",
             errc::authentication},
            {R"({"error":{"type":"invalid_request_error","code":"invalid_api_key"}})",
             errc::authentication},
            {R"({"error":{"type":"invalid_request_error"}})", errc::bad_request},
            {R"({"error":{"code":200}})", errc::error_in_response},
            {R"({"error":{"code":1500}})", errc::error_in_response},
            {R"({"error":{"code":"4290"}})", errc::error_in_response},
            {R"({"error":{"code":"42x"}})", errc::error_in_response},
            {R"({"error":{"code":99999999999999999999}})", errc::error_in_response},
            {R"({"error":"something broke"})", errc::error_in_response},
        };
        for (const auto& e : examples) {
            check(200, e);
        }
    }

    TEST_CASE("a per-day quota inside a 200 is exhausted, too") {
        error_object object;
        object.status = "RESOURCE_EXHAUSTED";
        object.quota_ids = {"RequestsPerDay"};
        CHECK(error_kind(200, object) == errc::quota_exhausted);
    }
}

} // namespace
