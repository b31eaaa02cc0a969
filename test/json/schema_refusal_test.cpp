#include "json/schema_types.hpp"

#include <coai/schema.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using coai::json_schema;
using coai::schema_dialect;
using coai::json::schema_error;

namespace {

using enum schema_dialect;

template <class T>
schema_error refusal(schema_dialect dialect) {
    try {
        json_schema<T>(dialect);
    } catch (const schema_error& refused) {
        return refused;
    }
    throw std::logic_error("the type was accepted");
}

struct shelf {
    std::vector<plan::scores> boxes;
};
BOOST_DESCRIBE_STRUCT(shelf, (), (boxes))

struct wrapped {
    std::optional<plan::anything> inner;
};
BOOST_DESCRIBE_STRUCT(wrapped, (), (inner))

struct either {
    std::variant<int, boost::json::array> way;
};
BOOST_DESCRIBE_STRUCT(either, (), (way))

// Each level doubles what is written where it is used.
template <int Level>
struct doubling {
    doubling<Level - 1> left;
    doubling<Level - 1> right;
    BOOST_DESCRIBE_CLASS(doubling, (), (left, right), (), ())
};
template <>
struct doubling<0> {
    bool leaf = false;
    BOOST_DESCRIBE_CLASS(doubling, (), (leaf), (), ())
};

enum class without_names {};
BOOST_DESCRIBE_ENUM(without_names)

} // namespace

TEST_SUITE("json schema: refused types") {
    TEST_CASE("a map has no schema in a closed dialect") {
        for (const auto dialect : {openai_strict, gemini}) {
            const auto refused = refusal<shelf>(dialect);
            CHECK(refused.path() == "boxes[].by_name");
            CHECK(refused.reason().find("a map cannot be expressed") == 0);
            CHECK(std::string(refused.what()).find("boxes[].by_name: a map") == 0);
        }
        CHECK(refusal<shelf>(openai_strict).reason().find("openai_strict") != std::string::npos);
        CHECK(refusal<shelf>(gemini).reason().find("gemini") != std::string::npos);
        CHECK_NOTHROW(json_schema<shelf>(plain));
    }

    TEST_CASE("free-form values have no schema in a closed dialect") {
        for (const auto dialect : {openai_strict, gemini}) {
            CHECK(refusal<wrapped>(dialect).path() == "inner.value");
            CHECK(refusal<wrapped>(dialect).reason().find("any value") == 0);
            CHECK(refusal<either>(dialect).path() == "way");
            CHECK(refusal<either>(dialect).reason().find("an array of any values") == 0);
        }
        CHECK_NOTHROW(json_schema<wrapped>(plain));
    }

    TEST_CASE("Gemini's dialect has no structs that contain themselves") {
        CHECK(refusal<plan::comment>(gemini).path() == "replies[]");
        CHECK(refusal<plan::comment>(gemini).reason().find("a struct that contains itself") == 0);
        CHECK(refusal<plan::drive>(gemini).path() == "root.files[].mounted[]");
        CHECK(refusal<std::vector<plan::comment>>(gemini).path() == "[].replies[]");
    }

    TEST_CASE("what is written in place may not grow without bounds") {
        CHECK(refusal<doubling<16>>(gemini).reason().find("a type of more than 10000 values") == 0);
        CHECK(json_schema<doubling<16>>(openai_strict).at("$defs").as_object().size() == 16);
        CHECK_NOTHROW(json_schema<doubling<5>>(gemini));
    }

    TEST_CASE("the root of OpenAI's dialect is a struct") {
        CHECK(refusal<std::vector<int>>(openai_strict).path().empty());
        CHECK(refusal<std::vector<int>>(openai_strict).reason() ==
              "a root that is an array cannot be expressed in the schema dialect openai_strict; "
              "put it into a struct");
        CHECK(refusal<std::variant<plan::place, plan::empty>>(openai_strict).path().empty());
        CHECK(refusal<std::optional<plan::place>>(openai_strict).path().empty());
        CHECK(refusal<plan::colour>(openai_strict).path().empty());
        CHECK(refusal<boost::json::object>(openai_strict).path().empty());
    }

    TEST_CASE("an enumeration without values has no schema") {
        for (const auto dialect : {gemini, plain})
            CHECK(refusal<std::vector<without_names>>(dialect).path() == "[]");
    }
}
