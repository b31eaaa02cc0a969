#include "testing/schema_check.hpp"

#include "testing/request_error.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace {

namespace json = boost::json;
using coai::testing::request_error;

json::object schema_of(const char* text) { return json::parse(text).as_object(); }

template <class Check>
request_error refusal(Check check) {
    try {
        check();
    } catch (const request_error& refused) {
        return refused;
    }
    throw std::logic_error("the schema was accepted");
}

request_error gemini_refusal(const char* schema, const char* model = "gemini-2.0-flash") {
    return refusal([&] { coai::testing::check_gemini_schema(schema_of(schema), model, "schema"); });
}

const coai::testing::schema_owner owner = {"response_format", "event", "response_format", {}};

std::string strict_refusal(const char* schema) {
    return refusal([&] { coai::testing::check_strict_schema(schema_of(schema), owner); }).what();
}

TEST_SUITE("schema check") {
    TEST_CASE("Gemini's older models have no field for references and open objects") {
        const auto refused = gemini_refusal(
            R"({"type":"object","properties":{"a":{"type":"string"},
                "b":{"type":"array","items":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/x"}]}}},
                "additionalProperties":true,"$defs":{"x":{}}})");
        CHECK(refused.status == 400);
        CHECK(std::string(refused.what()) ==
              "Invalid JSON payload received. Unknown name \"$defs\" at 'schema': Cannot find "
              "field.\n"
              "Invalid JSON payload received. Unknown name \"additionalProperties\" at 'schema': "
              "Cannot find field.\n"
              "Invalid JSON payload received. Unknown name \"$ref\" at "
              "'schema.properties[1].value.items.any_of[1]': Cannot find field.");
        REQUIRE(refused.details.size() == 1);
        CHECK(refused.details[0].at("fieldViolations").as_array().size() == 3);
        CHECK(refused.details[0].at("fieldViolations").at(2).at("field") ==
              "schema.properties[1].value.items.any_of[1]");
        CHECK_NOTHROW(gemini_refusal(R"({"additionalProperties":{}})", "gemini-1.5-pro"));
    }

    TEST_CASE("Gemini's older models take what the code of its page sends with zod") {
        CHECK_NOTHROW(coai::testing::check_gemini_schema(
            schema_of(R"({"$schema":"http://json-schema.org/draft-07/schema#","type":"object",
                "properties":{"participants":{"type":"array","items":{"type":"string"}}},
                "required":["participants"],"additionalProperties":false})"),
            "gemini-2.0-flash", "schema"));
    }

    TEST_CASE("a property may have the name of a keyword") {
        CHECK_NOTHROW(coai::testing::check_gemini_schema(
            schema_of(R"({"properties":{"$ref":{"type":"string"}}})"), "gemini-2.0-flash", "s"));
    }

    TEST_CASE("Gemini's newer models take them") {
        for (const char* model : {"gemini-2.5-flash", "gemini-3-pro-preview"})
            CHECK_NOTHROW(coai::testing::check_gemini_schema(
                schema_of(R"({"$ref":"#/$defs/x","$defs":{"x":{"additionalProperties":{}}}})"),
                model, "schema"));
    }

    TEST_CASE("OpenAI's strict schemas are closed objects that require all of their members") {
        CHECK(strict_refusal(R"({"type":"array"})") ==
              "Invalid schema for response_format 'event': schema must be a JSON Schema of 'type: "
              "\"object\"', got 'type: \"array\"'.");
        CHECK(strict_refusal(R"({"type":"object","properties":{}})") ==
              "Invalid schema for response_format 'event': In context=(), 'additionalProperties' "
              "is required to be supplied and to be false.");
        CHECK(strict_refusal(R"({"type":"object","additionalProperties":false,
                                 "properties":{"a":{"type":"integer"}}})") ==
              "Invalid schema for response_format 'event': In context=(), 'required' is required "
              "to be supplied and to be an array including every key in properties. Missing 'a'.");
        CHECK(strict_refusal(R"({"type":"object","additionalProperties":false,"required":["a"],
                                 "properties":{"a":{"type":"array","items":{"anyOf":
                                 [{"$ref":"#/$defs/x","description":"d"}]}}}})") ==
              "Invalid schema for response_format 'event': In context=('properties', 'a', 'items', "
              "'anyOf', '0'), $ref cannot have keywords {'description'}.");
        CHECK(strict_refusal(R"({"type":"object","additionalProperties":false,"required":[],
                                 "properties":{},"$defs":{"x":{"type":"object"}}})")
                  .find("In context=('$defs', 'x')") != std::string::npos);
        CHECK_NOTHROW(coai::testing::check_strict_schema(
            schema_of(R"({"type":"object","additionalProperties":false,"required":["a"],
                          "properties":{"a":{"type":["object","null"],"properties":{},
                          "additionalProperties":false,"required":[]}}})"),
            owner));
    }
}

} // namespace
