#include "json/schema_name.hpp"

#include "json/schema_types.hpp"

#include <coai/schema.hpp>

#include <doctest/doctest.h>

#include <string>

using coai::schema_name;
using coai::json::detail::plain_name;

namespace {

struct hidden {
    int x = 0;
};
BOOST_DESCRIBE_STRUCT(hidden, (), (x))

template <class Item>
struct page {
    std::vector<Item> items;
    BOOST_DESCRIBE_CLASS(page, (), (items), (), ())
};

namespace other {

struct place {
    int number = 0;
};
BOOST_DESCRIBE_STRUCT(place, (), (number))

} // namespace other

struct move {
    plan::place from;
    plan::place to;
    other::place first;
    other::place second;
};
BOOST_DESCRIBE_STRUCT(move, (), (from, to, first, second))

} // namespace

TEST_SUITE("json schema: names") {
    TEST_CASE("a schema is named after its type") {
        CHECK(schema_name<plan::calendar_event>() == "calendar_event");
        CHECK(schema_name<hidden>() == "hidden");
        CHECK(schema_name<page<hidden>>() == "page_hidden");
        CHECK(schema_name<page<plan::calendar_event>>() == "page_calendar_event");
        CHECK(schema_name<plan::colour>() == "colour");
        CHECK(schema_name<std::optional<plan::place>>() == "place");
        CHECK(schema_name<std::vector<plan::place>>() == "place_list");
        CHECK(schema_name<std::array<plan::place, 2>>() == "place_list");
        CHECK(schema_name<std::map<std::string, plan::place>>() == "place_map");
        CHECK(schema_name<std::vector<std::string>>() == "value_list");
        CHECK(schema_name<std::variant<int, bool>>() == "value");
    }

    TEST_CASE("a type may be given another name") {
        CHECK(schema_name<plan::label>() == "shipping-label");
    }

    TEST_CASE("a name has only the characters that the API allows") {
        CHECK(plain_name("ns::event") == "event");
        CHECK(plain_name("(anonymous namespace)::event") == "event");
        CHECK(plain_name("{anonymous}::event") == "event");
        CHECK(plain_name("run(int, char)::event") == "event");
        CHECK(plain_name("a::pair<b::x<int>, c::d::y>") == "pair_x_int_y");
        CHECK(plain_name("grid<3, 4>") == "grid_3_4");
        CHECK(plain_name("été") == "t");
        CHECK(plain_name("<>").empty());
        CHECK(plain_name("").empty());
        CHECK(plain_name(std::string(200, 'n')).size() == 64);
        CHECK(plain_name(std::string(63, 'n') + "__").size() == 63);
    }

    TEST_CASE("structs of the same name have definitions of their own") {
        const auto schema = coai::json_schema<move>();
        CHECK(schema.at("$defs").as_object().size() == 2);
        CHECK(schema.at("properties").at("to").at("$ref") == "#/$defs/place");
        CHECK(schema.at("properties").at("second").at("$ref") == "#/$defs/place_2");
        CHECK(schema.at("$defs").at("place").at("properties").as_object().contains("city"));
        CHECK(schema.at("$defs").at("place_2").at("properties").as_object().contains("number"));
    }
}
