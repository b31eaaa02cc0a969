#include "json/sample_types.hpp"

#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

using coai::json::parse;
using coai::json::serialize;

namespace {

template <class T>
void check_round_trip(const T& value, std::string_view text) {
    CHECK(coai::json::serialize(value) == text);
    CHECK(parse<T>(text) == value);
}

struct list_node {
    std::vector<list_node> next;
};
BOOST_DESCRIBE_STRUCT(list_node, (), (next))

} // namespace

TEST_SUITE("json: serialize") {
    TEST_CASE("values of every supported type are written and read back") {
        check_round_trip(true, "true");
        check_round_trip(-5, "-5");
        check_round_trip(0.5, "0.5");
        check_round_trip(std::string("a"), R"("a")");
        check_round_trip(std::optional<int>(), "null");
        check_round_trip(std::optional<int>(3), "3");
        check_round_trip(std::vector<int>{}, "[]");
        check_round_trip(std::vector<int>{1, 2}, "[1,2]");
        check_round_trip(std::vector<bool>{true, false, true}, "[true,false,true]");
        check_round_trip(std::array<std::string, 2>{"a", "b"}, R"(["a","b"])");
        check_round_trip(std::vector<std::vector<float>>{{}, {1.5F}}, "[[],[1.5]]");
        check_round_trip(std::map<std::string, int>{}, "{}");
        check_round_trip(std::map<std::string, int, std::less<>>{{"a", 1}, {"b", 2}},
                         R"({"a":1,"b":2})");
        check_round_trip(std::unordered_map<std::string, bool>{{"x", true}}, R"({"x":true})");
        check_round_trip(std::variant<std::string, int>(7), "7");
        check_round_trip(sample::colour::blue, R"("blue")");
        check_round_trip(coai::open_enum<sample::finish>("odd"), R"("odd")");
        check_round_trip(coai::open_enum<sample::finish>(sample::finish::length), R"("length")");
        check_round_trip(boost::json::value{{"a", {1, nullptr}}}, R"({"a":[1,null]})");
        check_round_trip(boost::json::array{}, "[]");
        check_round_trip(boost::json::object{}, "{}");
        check_round_trip(coai::json::raw(R"({"type": "object"})").text(),
                         R"("{\"type\": \"object\"}")");
        check_round_trip(std::vector<std::optional<std::string>>{"a", std::nullopt},
                         R"(["a",null])");
        check_round_trip(sample::person{"A", 3}, R"({"name":"A","age":3})");
    }

    TEST_CASE("an absent optional is no member") {
        check_round_trip(sample::person{"A", std::nullopt}, R"({"name":"A"})");
    }

    TEST_CASE("empty members are written unless their type omits them") {
        check_round_trip(
            sample::event(),
            R"({"title":"","label":"green","participants":[],"scores":{},"open":false})");

        sample::chunk chunk;
        CHECK(coai::json::serialize(chunk) == R"({"object":"chunk","created":0,"choices":[]})");
        chunk.choices.resize(1);
        chunk.choices[0].delta.content = "";
        CHECK(coai::json::serialize(chunk.choices[0]) == R"({"index":-1,"delta":{"content":""}})");
    }

    TEST_CASE("extra members come after the others, or in their place") {
        sample::chunk chunk;
        chunk.extra["top_k"] = 5;
        chunk.extra["created"] = "2025";
        CHECK(coai::json::serialize(chunk) ==
              R"({"object":"chunk","choices":[],"top_k":5,"created":"2025"})");
        CHECK(coai::json::serialize(sample::call{"", "", {{"only", nullptr}}}) ==
              R"({"only":null})");
    }

    TEST_CASE("serialize_to appends") {
        std::string out = "a";
        coai::json::serialize_to(out, 1);
        coai::json::serialize_to(out, std::vector<int>{2});
        CHECK(out == "a1[2]");
    }

    TEST_CASE("a value that cannot be written is an error that tells where") {
        sample::event event;
        event.label = static_cast<sample::colour>(17);
        CHECK_THROWS_WITH(coai::json::serialize(event),
                          "label: cannot write a value of an enumeration that has no name");
    }

    TEST_CASE("nesting is limited") {
        list_node root;
        list_node* last = &root;
        for (int level = 0; level < 127; ++level)
            last = &last->next.emplace_back();
        CHECK_NOTHROW(coai::json::serialize(root));
        last->next.emplace_back();
        CHECK_THROWS_AS(coai::json::serialize(root), coai::json::encode_error);

        boost::json::value value;
        for (int level = 0; level < 300; ++level)
            value = boost::json::array{std::move(value)};
        CHECK_THROWS_AS(coai::json::serialize(value), coai::json::encode_error);
    }
}
