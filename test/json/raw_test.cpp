#include <coai/json.hpp>

#include <boost/describe/class.hpp>

#include <doctest/doctest.h>

#include <string>

using coai::json::raw;

namespace {

struct tool {
    std::string name;
    raw parameters;
};
BOOST_DESCRIBE_STRUCT(tool, (), (name, parameters))

} // namespace

TEST_SUITE("json: raw") {
    TEST_CASE("text is written as it is") {
        const tool value{"f", raw(R"({ "type": "object", "maximum": 1.50 })")};
        CHECK(coai::json::serialize(value) ==
              R"({"name":"f","parameters":{ "type": "object", "maximum": 1.50 }})");
        CHECK(coai::json::serialize(raw()) == "null");
    }

    TEST_CASE("text is read without its white space, and otherwise unchanged") {
        const auto value = coai::json::parse<tool>(
            R"({"name":"f","parameters": { "a" : [ 1.50 , -0 , 1E400 , 123456789012345678901 ] ,
                "b" : "\u00e9\n" , "b" : null } })");
        CHECK(value.parameters.text() ==
              R"({"a":[1.50,-0,1E400,123456789012345678901],"b":"é\n","b":null})");
        CHECK(coai::json::parse<raw>(" null ") == raw());
    }

    TEST_CASE("only one JSON value is taken") {
        CHECK_THROWS_AS(raw(""), coai::json::decode_error);
        CHECK_THROWS_AS(raw("{"), coai::json::decode_error);
        CHECK_THROWS_AS(raw("1,2"), coai::json::decode_error);
        CHECK_THROWS_AS(raw("\"\xFF\""), coai::json::decode_error);
    }
}
