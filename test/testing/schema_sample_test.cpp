#include "testing/schema_sample.hpp"

#include "json/schema_validator.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>

namespace {

namespace json = boost::json;
using coai::testing::sample_of_schema;

json::value sample(const char* schema, std::uint64_t seed = 1) {
    return sample_of_schema(json::parse(schema).as_object(), "What about Rome and Paris?", seed);
}

TEST_SUITE("schema sample") {
    TEST_CASE("strings are taken from the topic") {
        const json::value text = sample(R"({"type":"string"})");
        CHECK((text == "Rome" || text == "Paris"));
        CHECK(sample_of_schema({{"type", "string"}}, "", 1) == "example");
    }

    TEST_CASE("the bounds of texts, lists and numbers are kept") {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const auto text = sample(R"({"type":"string","minLength":9,"maxLength":10})", seed);
            CHECK(text.as_string().size() >= 9);
            CHECK(text.as_string().size() <= 10);

            const auto list = sample(
                R"({"type":"array","items":{"type":"boolean"},"minItems":3,"maxItems":4})", seed);
            CHECK(list.as_array().size() >= 3);
            CHECK(list.as_array().size() <= 4);
            CHECK(list.at(0).is_bool());
            CHECK(sample(R"({"type":"array","maxItems":0})", seed).as_array().empty());

            const auto whole = sample(R"({"type":"integer","minimum":10,"maximum":12})", seed);
            CHECK(whole.as_int64() >= 10);
            CHECK(whole.as_int64() <= 12);
            CHECK(sample(R"({"type":"integer","exclusiveMinimum":5,"exclusiveMaximum":7})", seed) ==
                  6);
            CHECK(sample(R"({"type":"integer","maximum":-3})", seed).as_int64() <= -3);
            CHECK(sample(R"({"type":"integer","minimum":1,"multipleOf":7})", seed).as_int64() % 7 ==
                  0);
            const double number =
                sample(R"({"type":"number","minimum":0,"maximum":1})", seed).as_double();
            CHECK(number >= 0);
            CHECK(number <= 1);
            CHECK(std::isfinite(sample(R"({"type":"number"})", seed).as_double()));
        }
    }

    TEST_CASE("enumerations, constants and formats") {
        std::set<std::string> seen;
        for (std::uint64_t seed = 0; seed < 50; ++seed)
            seen.insert(json::serialize(sample(R"({"enum":["a",2,null]})", seed)));
        CHECK(seen == std::set<std::string>{"\"a\"", "2", "null"});
        CHECK(sample(R"({"const":{"x":1}})").at("x") == 1);
        CHECK(sample(R"({"type":"string","format":"date"})") == "2025-06-14");
    }

    TEST_CASE("objects have all properties, also where the type is not said") {
        const json::value object = sample(
            R"({"properties":{"a":{"type":"object","properties":{"b":{"type":"integer"}}},
                "c":{"type":["null","boolean"]}},"required":["a"]})");
        CHECK(object.at("a").at("b").is_int64());
        CHECK(object.at("c").is_bool());
        CHECK(sample(R"({"type":"object"})").as_object().empty());
    }

    TEST_CASE("alternatives and references") {
        CHECK(sample(R"({"anyOf":[{"type":"null"},{"type":"integer"}]})").is_int64());
        CHECK(sample(R"({"oneOf":[{"type":"null"}]})").is_null());
        CHECK(sample(R"({"allOf":[{"type":"boolean"}]})").is_bool());
        CHECK(sample(R"({"type":"object","properties":{"x":{"$ref":"#/$defs/p"}},
                         "$defs":{"p":{"type":"integer"}}})")
                  .at("x")
                  .is_int64());
    }

    TEST_CASE("recursion comes to an end") {
        const json::value tree = sample(
            R"({"type":"object","properties":{"left":{"$ref":"#"},"children":{"type":"array",
                "items":{"$ref":"#"}}}})");
        CHECK(tree.is_object());
        CHECK(json::serialize(tree).size() < 200'000);
        CHECK_NOTHROW(sample(R"({"$ref":"#"})"));
        CHECK_NOTHROW(sample(R"({"anyOf":[{"$ref":"#"}]})"));
    }

    TEST_CASE("every sample follows its schema") {
        const char* schemas[] = {
            // Maps, and members that only `required` names.
            R"({"type":"object","additionalProperties":{"type":"integer"}})",
            R"({"type":"object","additionalProperties":{"type":"boolean"},"minProperties":4})",
            R"({"type":"object","additionalProperties":{"type":"boolean"},"maxProperties":1})",
            R"({"type":"object","properties":{},"additionalProperties":false})",
            R"({"required":["a","b"],"type":"object","properties":{"a":{"const":1}},
                "additionalProperties":{"type":"null"}})",
            // Lists of different items.
            R"({"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],
                "items":false})",
            R"({"type":"array","prefixItems":[{"type":"boolean"}],"items":{"type":"null"},
                "minItems":3,"maxItems":3})",
            // Several types, alternatives and conjunctions.
            R"({"type":["integer","null"],"minimum":-2147483648,"maximum":2147483647})",
            R"({"type":["null","object"],"properties":{"a":{"type":"null"}},"required":["a"]})",
            R"({"anyOf":[{"type":"string","enum":["a"]},{"type":"null"},{"const":3}]})",
            R"({"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},
                "required":["a"]},{"$ref":"#/$defs/b"}],"$defs":{"b":{"type":"object",
                "properties":{"b":{"type":"boolean"}},"required":["b"]}}})",
            // References.
            R"({"type":"object","properties":{"a":{"$ref":"#/$defs/x"},"b":{"$ref":"#/$defs/y"}},
                "required":["a","b"],"$defs":{"x":{"type":"integer","minimum":0,"maximum":255},
                "y":{"type":"array","items":{"$ref":"#/$defs/x"},"minItems":2,"maxItems":2}}})",
            // Bounds.
            R"({"type":"integer","minimum":11,"maximum":11})",
            R"({"type":"integer","exclusiveMinimum":-3,"exclusiveMaximum":0})",
            R"({"type":"number","minimum":0.5,"maximum":0.75})",
            R"({"type":"string","minLength":20,"maxLength":21})",
            R"({"type":"string","maxLength":0})",
        };
        for (const char* text : schemas) {
            CAPTURE(text);
            const json::object schema = json::parse(text).as_object();
            for (std::uint64_t seed = 0; seed < 100; ++seed)
                CHECK(coai::test::schema_validator(schema).violation(sample(text, seed)) == "");
        }
    }

    TEST_CASE("recursive schemas have samples that follow them and are not large") {
        const char* schemas[] = {
            // An expression, whose last alternative is the only one that comes to an end.
            R"({"$ref":"#/$defs/e","$defs":{"e":{"anyOf":[
                {"type":"object","properties":{"left":{"$ref":"#/$defs/e"},
                 "right":{"$ref":"#/$defs/e"}},"required":["left","right"]},
                {"type":"array","items":{"$ref":"#/$defs/e"},"minItems":2},
                {"type":"object","properties":{"value":{"type":"number"}},"required":["value"]}]}}})",
            // Members that are null or the same again.
            R"({"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{
                "a":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]},
                "b":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]},
                "c":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]},
                "d":{"type":"object","additionalProperties":{"$ref":"#/$defs/n"}}},
                "required":["a","b","c","d"],"additionalProperties":false}}})",
        };
        for (const char* text : schemas) {
            CAPTURE(text);
            const json::object schema = json::parse(text).as_object();
            for (std::uint64_t seed = 0; seed < 100; ++seed) {
                const json::value made = sample(text, seed);
                CHECK(coai::test::schema_validator(schema).violation(made) == "");
                CHECK(json::serialize(made).size() < 100'000);
            }
        }
    }

    TEST_CASE("references may lead through escaped names") {
        CHECK(sample(R"({"$ref":"#/$defs/a~1b~0c","$defs":{"a/b~c":{"const":7}}})") == 7);
        CHECK(sample(R"({"$ref":"#/$defs/none"})").is_string());
    }

    TEST_CASE("texts are cut between characters") {
        const json::value cut = sample_of_schema({{"type", "string"}, {"maxLength", 2}}, "Älé", 1);
        CHECK(cut == "Äl");
    }

    TEST_CASE("the same arguments give the same value") {
        const char* schema = R"({"type":"array","items":{"type":"integer"},"minItems":3})";
        CHECK(sample(schema, 5) == sample(schema, 5));
        CHECK(sample(schema, 5) != sample(schema, 6));
    }
}

} // namespace
