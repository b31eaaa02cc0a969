#include <coai/headers.hpp>

#include <doctest/doctest.h>

#include <iterator>
#include <string>

namespace {

std::string joined(const coai::headers& list) {
    std::string text;
    for (const auto [name, value] : list) {
        text.append(name).append("=").append(value).append(";");
    }
    return text;
}

static_assert(std::forward_iterator<coai::headers::const_iterator>);

TEST_SUITE("headers") {
    TEST_CASE("a list keeps order, spelling and repetition") {
        coai::headers list{{"B", "1"}, {"a", "2"}};
        list.add("b", "3");
        CHECK(joined(list) == "B=1;a=2;b=3;");
        CHECK(list.size() == 3);
        CHECK_FALSE(list.empty());
        CHECK(std::distance(list.begin(), list.end()) == 3);
    }

    TEST_CASE("lookup ignores the case of ASCII letters and nothing else") {
        const coai::headers list{{"X-Request-ID", "abc"}, {"Empty", ""}};
        CHECK(list.find("x-request-id") == "abc");
        CHECK(list.find("X-REQUEST-ID") == "abc");
        CHECK(list.find("empty") == "");
        CHECK_FALSE(list.find("x-request").has_value());
        CHECK_FALSE(list.contains("x_request_id"));
        CHECK_FALSE(coai::headers({{"\xC3\xA4", "1"}}).contains("\xC3\x84"));
        // '[' and '{' differ in the bit that tells letters' case, too.
        CHECK_FALSE(coai::headers({{"[", "1"}}).contains("{"));
    }

    TEST_CASE("get_all returns the values of one name in order") {
        const coai::headers list{{"Warning", "1"}, {"Date", "d"}, {"warning", "2"}};
        const auto values = list.get_all("WARNING");
        REQUIRE(values.size() == 2);
        CHECK(values[0] == "1");
        CHECK(values[1] == "2");
        CHECK(list.get_all("none").empty());
    }

    TEST_CASE("set replaces the first of a name in its place and removes the others") {
        coai::headers list{{"a", "1"}, {"b", "2"}, {"A", "3"}, {"c", "4"}};
        list.set("A", "longer than before");
        CHECK(joined(list) == "A=longer than before;b=2;c=4;");
        list.set("d", "5");
        CHECK(joined(list) == "A=longer than before;b=2;c=4;d=5;");
    }

    TEST_CASE("erase removes every field of a name and tells how many") {
        coai::headers list{{"a", "1"}, {"b", "2"}, {"A", "3"}};
        CHECK(list.erase("a") == 2);
        CHECK(joined(list) == "b=2;");
        CHECK(list.erase("a") == 0);
        CHECK(joined(list) == "b=2;");
    }

    TEST_CASE("clear empties a list, which can be filled again") {
        coai::headers list{{"a", "1"}};
        list.clear();
        CHECK(list.empty());
        CHECK(list.begin() == list.end());
        list.add("b", "2");
        CHECK(joined(list) == "b=2;");
    }

    TEST_CASE("arguments may be views of the list itself") {
        coai::headers list{{"first", "a value that is too long for any small buffer"}};
        for (int i = 0; i < 8; ++i) {
            list.add("copy", *list.find("first"));
        }
        for (const auto value : list.get_all("copy")) {
            CHECK(value == "a value that is too long for any small buffer");
        }
        list.set("first", *list.find("copy"));
        CHECK(list.find("first") == "a value that is too long for any small buffer");
        list.erase((*list.begin()).name);
        CHECK_FALSE(list.contains("first"));
        CHECK(list.size() == 8);
    }

    TEST_CASE("lists are values") {
        const coai::headers list{{"a", "1"}, {"b", "2"}};
        auto copy = list;
        CHECK(copy == list);
        copy.set("a", "0");
        CHECK(copy != list);
        CHECK(list.find("a") == "1");
        // The same text cut differently is another list.
        CHECK(coai::headers{{"ab", "c"}} != coai::headers{{"a", "bc"}});
    }
}

} // namespace
