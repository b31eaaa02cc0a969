#include "json/schema_types.hpp"

#include <coai/schema.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>

using coai::json_schema;
using coai::schema_dialect;

namespace {

template <class T>
std::string schema_text(schema_dialect dialect) {
    return boost::json::serialize(json_schema<T>(dialect));
}

template <class T>
boost::json::value property(schema_dialect dialect, const char* name) {
    return json_schema<T>(dialect).at("properties").at(name);
}

boost::json::value json(const char* text) { return boost::json::parse(text); }

constexpr auto strict = schema_dialect::openai_strict;
constexpr auto gemini = schema_dialect::gemini;
constexpr auto plain = schema_dialect::plain;

constexpr schema_dialect all_dialects[] = {strict, gemini, plain};

/// Only for a look at what a description may name.
struct mistaken {};

constexpr std::string_view member_names[] = {"first", "second"};

} // namespace

template <>
struct coai::descriptions<mistaken> {
    static constexpr coai::member_description members[] = {{"first", "1"}, {"third", "3"}};
};

TEST_SUITE("json schema") {
    TEST_CASE("descriptions are of members that exist, and of each once") {
        using coai::json::detail::descriptions_fit;
        static_assert(!descriptions_fit<mistaken>(member_names));
        static_assert(!descriptions_fit<plan::label>(member_names));
        static_assert(descriptions_fit<plan::place>(member_names));
        constexpr std::string_view names[] = {"first", "second", "third"};
        CHECK(descriptions_fit<mistaken>(names));
    }

    TEST_CASE("a struct has its members in their order, all required") {
        CHECK(schema_text<plan::calendar_event>(plain) ==
              R"({"type":"object","properties":{"name":{"type":"string"},"date":{"type":"string"},)"
              R"("participants":{"type":"array","items":{"type":"string"}}},)"
              R"("required":["name","date","participants"]})");
        CHECK(schema_text<plan::calendar_event>(gemini) ==
              schema_text<plan::calendar_event>(plain));
        CHECK(schema_text<plan::calendar_event>(strict) ==
              R"({"type":"object","properties":{"name":{"type":"string"},"date":{"type":"string"},)"
              R"("participants":{"type":"array","items":{"type":"string"}}},)"
              R"("required":["name","date","participants"],"additionalProperties":false})");
        CHECK(json_schema<plan::calendar_event>() == json_schema<plan::calendar_event>(plain));
    }

    TEST_CASE("an optional member may be absent, null, or both, as the dialect has it") {
        CHECK(json_schema<plan::place>(plain) == json(R"({"type":"object","properties":
              {"city":{"type":"string"},"country":{"type":"string"}},"required":["city"]})"));
        CHECK(json_schema<plan::place>(gemini) == json(R"({"type":"object","properties":
              {"city":{"type":"string"},"country":{"type":["string","null"]}},
              "required":["city"]})"));
        CHECK(json_schema<plan::place>(strict) == json(R"({"type":"object","properties":
              {"city":{"type":"string"},"country":{"type":["string","null"]}},
              "required":["city","country"],"additionalProperties":false})"));
    }

    TEST_CASE("what is no plain scalar is null in an alternative of its own") {
        for (const schema_dialect dialect : {strict, gemini}) {
            CHECK(property<plan::get_weather>(dialect, "unit") ==
                  json(R"({"anyOf":[{"type":"string","enum":["celsius","fahrenheit"]},
                                    {"type":"null"}]})"));
            CHECK(property<plan::document>(dialect, "edition").at("anyOf").as_array().size() == 3);
        }
        CHECK(property<plan::get_weather>(plain, "unit") ==
              json(R"({"type":"string","enum":["celsius","fahrenheit"]})"));
        CHECK(property<plan::journey>(gemini, "detour").at("anyOf").at(1) ==
              json(R"({"type":"null"})"));
    }

    TEST_CASE("numbers have the bounds of their types") {
        for (const schema_dialect dialect : all_dialects) {
            const auto bounds = [&](const char* name) {
                const boost::json::value schema = property<plan::numbers>(dialect, name);
                CHECK(schema.at("type") == "integer");
                const auto* low = schema.as_object().if_contains("minimum");
                const auto* high = schema.as_object().if_contains("maximum");
                return (low ? boost::json::serialize(*low) : "") + ".." +
                       (high ? boost::json::serialize(*high) : "");
            };
            CHECK(bounds("tiny") == "-128..127");
            CHECK(bounds("byte") == "0..255");
            CHECK(bounds("small") == "-32768..32767");
            CHECK(bounds("count") == "0..4294967295");
            CHECK(bounds("number") == "-2147483648..2147483647");
            CHECK(bounds("large") == "..");
            CHECK(bounds("size") == "0..");
            CHECK(property<plan::numbers>(dialect, "single") == json(R"({"type":"number"})"));
            CHECK(property<plan::numbers>(dialect, "exact") == json(R"({"type":"number"})"));
            CHECK(property<plan::numbers>(dialect, "flag") == json(R"({"type":"boolean"})"));
        }
    }

    TEST_CASE("arrays tell their elements and, where it is fixed, their size") {
        for (const schema_dialect dialect : all_dialects) {
            CHECK(property<plan::numbers>(dialect, "triple") ==
                  json(R"({"type":"array","items":{"type":"integer","minimum":-2147483648,
                           "maximum":2147483647},"minItems":3,"maxItems":3})"));
            CHECK(property<plan::numbers>(dialect, "bits") ==
                  json(R"({"type":"array","items":{"type":"boolean"}})"));
            CHECK(property<plan::numbers>(dialect, "gaps") ==
                  json(R"({"type":"array","items":{"type":["number","null"]}})"));
        }
    }

    TEST_CASE("a variant is any of its alternatives") {
        for (const schema_dialect dialect : {gemini, plain}) {
            const auto title = property<plan::document>(dialect, "title").at("anyOf").as_array();
            REQUIRE(title.size() == 3);
            CHECK(title[2] == json(R"({"type":"string"})"));
        }
        using twice = std::variant<float, double, int>;
        CHECK(json_schema<twice>() == json(R"({"anyOf":[{"type":"number"},{"type":"integer",
              "minimum":-2147483648,"maximum":2147483647}]})"));
        CHECK(json_schema<std::variant<float, double>>() == json(R"({"type":"number"})"));
        CHECK(json_schema<std::optional<std::variant<bool, std::optional<std::string>>>>() ==
              json(R"({"anyOf":[{"type":"boolean"},{"type":["string","null"]},
                                {"type":"null"}]})"));
    }

    TEST_CASE("structs that occur more than once are defined once, unless Gemini is asked") {
        const auto refer = json(R"({"$ref":"#/$defs/place"})");
        for (const schema_dialect dialect : {strict, plain}) {
            const auto schema = json_schema<plan::journey>(dialect);
            CHECK(schema.at("properties").at("from") == refer);
            CHECK(schema.at("properties").at("to") == refer);
            CHECK(schema.at("properties").at("stops").at("items") == refer);
            CHECK(schema.at("$defs").as_object().size() == 1);
            CHECK(schema.at("$defs").at("place") == json_schema<plan::place>(dialect));
        }
        CHECK(property<plan::journey>(strict, "detour") ==
              json(R"({"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]})"));
        CHECK(property<plan::journey>(gemini, "to") == json_schema<plan::place>(gemini));
        CHECK_FALSE(json_schema<plan::get_weather>(strict).contains("$defs"));
    }

    TEST_CASE("a struct that contains itself refers to its definition") {
        for (const schema_dialect dialect : {strict, plain}) {
            const auto schema = json_schema<plan::comment>(dialect);
            CHECK(schema.at("type") == "object");
            CHECK(schema.at("properties").at("replies").at("items") ==
                  json(R"({"$ref":"#/$defs/comment"})"));
            CHECK(schema.at("$defs").at("comment").at("properties") == schema.at("properties"));

            const auto drive = json_schema<plan::drive>(dialect);
            CHECK(drive.at("properties").at("root") == json(R"({"$ref":"#/$defs/folder"})"));
            CHECK(drive.at("$defs").as_object().size() == 1);
        }
    }

    TEST_CASE("a map's values are its additional properties") {
        const auto schema = json_schema<plan::scores>(plain);
        CHECK(schema.at("properties").at("by_name") ==
              json(R"({"type":"object","additionalProperties":{"type":"number"}})"));
        CHECK(schema.at("properties").at("by_key").at("additionalProperties").at("type") ==
              "object");
    }

    TEST_CASE("JSON values are what they hold") {
        CHECK(json_schema<plan::anything>().at("properties") ==
              json(R"({"value":{},"object":{"type":"object"},"array":{"type":"array"},"raw":{},
                       "perhaps":{}})"));
        CHECK(json_schema<std::optional<boost::json::value>>() == json("{}"));
        CHECK(json_schema<std::map<std::string, boost::json::value>>() ==
              json(R"({"type":"object","additionalProperties":{}})"));
    }

    TEST_CASE("inherited members come first") {
        CHECK(json_schema<plan::derived>().at("required") == json(R"(["id","name"])"));
    }

    TEST_CASE("an open enumeration is any string, and its values are described") {
        CHECK(property<plan::settled>(plain, "usual") ==
              json(R"({"type":"string","description":"Such as \"celsius\", \"fahrenheit\"."})"));
        CHECK(property<plan::settled>(strict, "other") == json(R"({"type":["string","null"],
                       "description":"Such as \"celsius\", \"fahrenheit\"."})"));
    }

    TEST_CASE("a struct without members is an empty object") {
        CHECK(json_schema<plan::empty>(plain) == json(R"({"type":"object","properties":{}})"));
        CHECK(json_schema<plan::empty>(strict) ==
              json(R"({"type":"object","properties":{},"required":[],
                       "additionalProperties":false})"));
    }

    TEST_CASE("descriptions of types, members and values are told") {
        const auto schema = json_schema<plan::label>(strict);
        CHECK(schema.at("description") == "What is stuck on a box.");
        CHECK(schema.at("properties").at("ink") ==
              json(R"({"type":"string","description":"The colour of the text.\nred: of fire",
                       "enum":["red","green"]})"));
        CHECK(schema.at("properties").at("paper").at("description") ==
              "A colour. Such as \"red\", \"green\".\nred: of fire");
        // A reference may have nothing beside it.
        CHECK(schema.at("properties").at("maker") ==
              json(R"({"anyOf":[{"$ref":"#/$defs/place"}],"description":"Who has made it."})"));
        CHECK(schema.at("properties").at("origin") ==
              json(R"({"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}],
                       "description":"Where the box comes from."})"));
        CHECK(property<plan::label>(plain, "maker") ==
              json(R"({"$ref":"#/$defs/place","description":"Who has made it."})"));
        CHECK(property<plan::label>(gemini, "maker").at("description") == "Who has made it.");
        CHECK(property<plan::label>(gemini, "origin").at("description") ==
              "Where the box comes from.");
    }

    TEST_CASE("anything can be the root of a plain schema") {
        CHECK(json_schema<std::vector<int>>().at("type") == "array");
        CHECK(json_schema<std::string>(gemini) == json(R"({"type":"string"})"));
        CHECK(json_schema<plan::colour>().at("enum") == json(R"(["red","green"])"));
        CHECK(json_schema<std::optional<int>>(plain).at("type") == json(R"(["integer","null"])"));
    }
}
