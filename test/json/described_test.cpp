#include <coai/json.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace {

struct unit {
    enum class system { metric, imperial };
    BOOST_DESCRIBE_NESTED_ENUM(system, metric, imperial)

    system measured_in = system::imperial;
};
BOOST_DESCRIBE_STRUCT(unit, (), (measured_in))

struct named {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(named, (), (name))

struct weighted {
    double weight = 1;
};
BOOST_DESCRIBE_STRUCT(weighted, (), (weight))

// More than one base, so that members of the second one are not at the object's address.
struct ingredient : named, weighted {
    std::optional<unit> amount;
};
BOOST_DESCRIBE_STRUCT(ingredient, (named, weighted), (amount))

struct step {
    std::string text;
    std::vector<step> substeps;
    std::map<std::string, step> alternatives;
};
BOOST_DESCRIBE_STRUCT(step, (), (text, substeps, alternatives))

struct timer {
    int seconds = 0;
};
BOOST_DESCRIBE_STRUCT(timer, (), (seconds))

struct warning {
    std::string warning_text;
};
BOOST_DESCRIBE_STRUCT(warning, (), (warning_text))

struct recipe {
    std::vector<ingredient> ingredients;
    std::vector<step> steps;
    std::variant<timer, warning, std::string> note;
    std::vector<std::variant<int, std::string, std::vector<int>>> mixed;
};
BOOST_DESCRIBE_STRUCT(recipe, (), (ingredients, steps, note, mixed))

// Names that differ only in their length, or only behind their first eight characters.
struct counts {
    int a = 0;
    int ab = 0;
    int abc = 0;
    int abcd = 0;
    int abcdefg = 0;
    int abcdefgh = 0;
    int abcdefghi = 0;
    int abcdefghj = 0;
};
BOOST_DESCRIBE_STRUCT(counts, (), (a, ab, abc, abcd, abcdefg, abcdefgh, abcdefghi, abcdefghj))

class account {
public:
    int balance() const { return balance_; }

private:
    int balance_ = 0;
    BOOST_DESCRIBE_CLASS(account, (), (), (), (balance_))
};

struct nothing {};
BOOST_DESCRIBE_STRUCT(nothing, (), ())

struct undescribed {
    int member = 0;
};

} // namespace

static_assert(coai::json::codable<recipe>);
static_assert(coai::json::codable<std::vector<std::optional<recipe>>>);
static_assert(!coai::json::codable<undescribed>);
static_assert(!coai::json::codable<char>);
static_assert(!coai::json::codable<int*>);

TEST_SUITE("json: described types") {
    TEST_CASE("nested, inherited and recursive types are read and written") {
        const std::string text =
            R"({"ingredients":[{"name":"Salt","weight":0.5,"amount":{"measured_in":"metric"}},)"
            R"({"name":"Oil","weight":2}],"steps":[{"text":"a","substeps":[{"text":"b",)"
            R"("substeps":[],"alternatives":{}}],"alternatives":{"c":{"text":"d","substeps":[],)"
            R"("alternatives":{}}}}],"note":{"seconds":5},"mixed":[1,"x",[2,3]]})";
        const auto value = coai::json::parse<recipe>(text);
        REQUIRE(value.ingredients.size() == 2);
        CHECK(value.ingredients[0].name == "Salt");
        CHECK(value.ingredients[0].weight == 0.5);
        CHECK(value.ingredients[0].amount->measured_in == unit::system::metric);
        CHECK_FALSE(value.ingredients[1].amount.has_value());
        CHECK(value.steps[0].substeps[0].text == "b");
        CHECK(value.steps[0].alternatives.at("c").text == "d");
        CHECK(std::get<timer>(value.note).seconds == 5);
        CHECK(std::get<std::vector<int>>(value.mixed[2]) == std::vector<int>{2, 3});
        CHECK(coai::json::serialize(value) == text);
    }

    TEST_CASE("members missing in a second base are reset in the right place") {
        ingredient value;
        value.name = "x";
        value.weight = 7;
        coai::json::decoder decoder;
        REQUIRE_FALSE(decoder.decode(R"({"name":"y"})", value).has_value());
        CHECK(value.name == "y");
        CHECK(value.weight == 1);
    }

    TEST_CASE("names that are nearly the same are told apart, in whatever order they come") {
        const auto value = coai::json::parse<counts>(
            R"({"abcdefghj":8,"abcdefghi":7,"abcdefgh":6,"abcdefg":5,"abcd":4,"abc":3,"ab":2,)"
            R"("a":1,"abcdefghk":9,"abcdefghij":9,"abcde":9,"aa":9,"b":9,"":9,"abcdabcd":9})");
        CHECK(coai::json::serialize(value) ==
              R"({"a":1,"ab":2,"abc":3,"abcd":4,"abcdefg":5,"abcdefgh":6,"abcdefghi":7,)"
              R"("abcdefghj":8})");
    }

    TEST_CASE("private members and empty types can be described") {
        CHECK(coai::json::parse<account>(R"({"balance_":5})").balance() == 5);
        CHECK(coai::json::serialize(nothing()) == "{}");
        CHECK_NOTHROW(coai::json::parse<nothing>(R"({"a":1})"));
    }

    TEST_CASE("the tables tell names, types and what is required") {
        using namespace coai::json::detail;
        const object_type& object = type_of<ingredient>::value;
        REQUIRE(object.fields.size() == 3);
        CHECK(object.fields[0].name == "name");
        CHECK(object.fields[1].name == "weight");
        CHECK(object.fields[1].value->kind == shape::real);
        CHECK(object.fields[1].required());
        CHECK(object.fields[2].name == "amount");
        CHECK_FALSE(object.fields[2].required());

        const enumeration_type& enumeration = type_of<unit::system>::value;
        CHECK_FALSE(enumeration.open);
        CHECK(enumeration.name(1) == "imperial");
        CHECK(enumeration.name(2).data() == nullptr);
    }
}
