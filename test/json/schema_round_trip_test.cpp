#include "json/schema_types.hpp"
#include "json/schema_validator.hpp"
#include "testing/schema_sample.hpp"

#include <coai/schema.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <string>

using coai::schema_dialect;
using coai::test::schema_validator;

namespace {

namespace json = boost::json;

using enum schema_dialect;

/// What OpenAI says of schemas with `strict`: every object is closed, and requires all of its
/// members; nothing is beside a reference.
void check_closed(const json::value& schema) {
    const json::object* rules = schema.if_object();
    if (!rules)
        return;
    if (rules->contains("$ref"))
        CHECK(rules->size() == 1);
    if (const auto* type = rules->if_contains("type"); type && *type == "object") {
        CHECK(rules->at("additionalProperties") == false);
        json::array names;
        for (const auto& [name, property] : rules->at("properties").as_object()) {
            names.emplace_back(name);
            check_closed(property);
        }
        CHECK(rules->at("required") == names);
    } else {
        CHECK((type || rules->contains("anyOf") || rules->contains("$ref")));
    }
    if (const auto* items = rules->if_contains("items"))
        check_closed(*items);
    if (const auto* alternatives = rules->if_contains("anyOf")) {
        for (const json::value& each : alternatives->as_array())
            check_closed(each);
    }
    if (const auto* definitions = rules->if_contains("$defs")) {
        for (const auto& definition : definitions->as_object())
            check_closed(definition.value());
    }
}

/// Values made from the schema by the emulator follow it, can be read as the type, and what the
/// type is then written as follows it, too.
template <class T>
void check_round_trip(schema_dialect dialect) {
    const json::object schema = coai::json_schema<T>(dialect);
    const std::string text = json::serialize(schema);
    CAPTURE(text);
    const schema_validator validator(schema);
    if (dialect == openai_strict)
        check_closed(schema);
    if (dialect == gemini) {
        for (const char* keyword : {"$ref", "$defs", "additionalProperties"})
            CHECK(text.find('"' + std::string(keyword) + '"') == std::string::npos);
    }
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const json::value sample =
            coai::testing::sample_of_schema(schema, "Do Ann and Bo meet in Rome?", seed);
        const std::string sampled = json::serialize(sample);
        CAPTURE(sampled);
        CHECK(validator.violation(sample) == "");
        T value{};
        REQUIRE_NOTHROW(value = coai::json::parse<T>(sampled));
        if (dialect == plain) { // the others want absent members as null
            const std::string written = coai::json::serialize(value);
            CAPTURE(written);
            CHECK(validator.violation(json::parse(written)) == "");
        }
    }
}

template <class... Types>
void check_round_trips(std::initializer_list<schema_dialect> dialects) {
    for (const schema_dialect dialect : dialects)
        (check_round_trip<Types>(dialect), ...);
}

} // namespace

TEST_SUITE("json schema: round trips") {
    TEST_CASE("structs that every dialect expresses") {
        check_round_trips<plan::calendar_event, plan::place, plan::get_weather, plan::journey,
                          plan::numbers, plan::document, plan::derived, plan::settled, plan::empty,
                          plan::label>({openai_strict, gemini, plain});
    }

    TEST_CASE("structs that contain themselves") {
        check_round_trips<plan::comment, plan::folder, plan::drive>({openai_strict, plain});
    }

    TEST_CASE("maps and free-form values") {
        check_round_trips<plan::scores, plan::anything>({plain});
    }

    TEST_CASE("roots that are no structs") {
        check_round_trips<std::vector<plan::place>, std::variant<plan::text_part, plan::image_part>,
                          std::optional<plan::journey>, std::string, plan::unit>({gemini, plain});
        check_round_trips<std::map<std::string, std::vector<int>>>({plain});
    }

    TEST_CASE("the validator and the codec refuse the same values") {
        const json::object schema = coai::json_schema<plan::numbers>();
        const schema_validator validator(schema);
        const json::value good = coai::testing::sample_of_schema(schema, "", 1);
        const auto refused = [&](const char* member, const char* value) {
            json::value bad = good;
            bad.as_object()[member] = json::parse(value);
            CHECK_MESSAGE(!validator.violation(bad).empty(), member);
            CHECK_THROWS_AS(coai::json::parse<plan::numbers>(json::serialize(bad)),
                            coai::json::decode_error);
        };
        refused("tiny", "128");
        refused("tiny", "-129");
        refused("byte", "-1");
        refused("count", "4294967296");
        refused("number", "2147483648");
        refused("large", "0.5");
        refused("size", "-1");
        refused("flag", "1");
        refused("exact", "\"1\"");
        refused("triple", "[1,2]");
        refused("triple", "[1,2,3,4]");
        refused("bits", "[null]");
        refused("gaps", "null");
    }
}
