#include "testing/schema_sample.hpp"

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

    TEST_CASE("the same arguments give the same value") {
        const char* schema = R"({"type":"array","items":{"type":"integer"},"minItems":3})";
        CHECK(sample(schema, 5) == sample(schema, 5));
        CHECK(sample(schema, 5) != sample(schema, 6));
    }
}

} // namespace
