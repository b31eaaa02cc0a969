#include <coai/open_enum.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <type_traits>

namespace {

enum class effort { low, high, unnamed };

} // namespace

template <>
struct coai::enum_names<effort> {
    static constexpr enum_name<effort> entries[] = {{effort::low, "low"}, {effort::high, "high"}};
};

using open_effort = coai::open_enum<effort>;

static_assert(!std::is_aggregate_v<open_effort>);
static_assert(std::is_convertible_v<effort, open_effort>);
static_assert(std::is_convertible_v<const char*, open_effort>);
static_assert(std::is_convertible_v<std::string, open_effort>);
static_assert(!std::is_convertible_v<int, open_effort>);
static_assert(coai::name_of(effort::high) == "high");
static_assert(coai::enum_from_name<effort>("low") == effort::low);

TEST_SUITE("open_enum") {
    TEST_CASE("is empty at first") {
        const open_effort value;
        CHECK(value.empty());
        CHECK(value.str().empty());
        CHECK_FALSE(value.known().has_value());
        CHECK(value == "");
        CHECK(value != effort::low);
        CHECK(value == open_effort(""));
    }

    TEST_CASE("holds a known value, given as enumerator or as text") {
        for (const open_effort& value :
             {open_effort(effort::high), open_effort("high"), open_effort(std::string("high")),
              open_effort(std::string_view("high"))}) {
            CHECK(value == effort::high);
            CHECK(value != effort::low);
            CHECK(value == "high");
            CHECK("high" == value);
            CHECK(effort::high == value);
            CHECK(value != std::string("HIGH"));
            CHECK(value.known() == effort::high);
            CHECK(value.str() == "high");
            CHECK_FALSE(value.empty());
        }
    }

    TEST_CASE("holds any other text") {
        open_effort value = "extreme";
        CHECK(value == "extreme");
        CHECK(value.str() == "extreme");
        CHECK_FALSE(value.known().has_value());
        CHECK_FALSE(value.empty());
        CHECK(value != effort::low);
        CHECK(value == open_effort(std::string("extreme")));
        CHECK(value != open_effort(effort::low));
    }

    TEST_CASE("can be assigned to") {
        open_effort value = "extreme";
        value = effort::low;
        CHECK(value == "low");
        value = "high";
        CHECK(value == effort::high);
        value = std::string("other");
        CHECK(value == "other");
        value = {};
        CHECK(value.empty());
        value = effort::unnamed;
        CHECK(value.empty());
    }

    TEST_CASE("can be printed") {
        std::ostringstream out;
        out << open_effort(effort::low) << ' ' << open_effort("odd");
        CHECK(out.str() == "low odd");
    }
}
