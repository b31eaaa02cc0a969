#include "json/wire_type.hpp"

#include <coai/json.hpp>
#include <coai/json/decoder.hpp>

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

namespace {

struct base {
    std::string id;
};

struct other_base {
    int padding = 3;
};

// Cannot be default-constructed, as requests that need a model.
struct derived : other_base, base {
    explicit derived(int number) : number_(number) {}

    int number_;
    std::vector<derived> children;
};

// A type that reads as one of several, and derives something from what it has read.
struct sentence {
    std::variant<std::string, std::vector<std::string>> words;
    std::size_t letters = 0;
};

} // namespace

namespace coai::json::detail {

template <>
struct type_of<derived> {
    static const object_type value;
};

template <>
struct type_of<sentence> {
    using words = type_of<decltype(sentence::words)>;

    static void* emplace(void* choice, std::size_t index) {
        return words::emplace(&static_cast<sentence*>(choice)->words, index);
    }
    static std::size_t index(void* choice) {
        return words::index(&static_cast<sentence*>(choice)->words);
    }
    static void* get(void* choice) { return words::get(&static_cast<sentence*>(choice)->words); }
    static void finish(void* choice) {
        auto& self = *static_cast<sentence*>(choice);
        if (const auto* text = std::get_if<std::string>(&self.words))
            self.letters = text->size();
        else
            self.letters = 0;
    }

    static const choice_type value;
};

constinit const choice_type type_of<sentence>::value{
    {shape::choice}, words::alternatives, emplace, index, get, finish};

namespace {

constexpr field derived_fields[] = {
    member<&base::id, derived>("id"),
    member<&derived::number_>("number"),
    member<&other_base::padding, derived>("padding"),
};

} // namespace

constinit const object_type type_of<derived>::value = wire_object(derived_fields);

} // namespace coai::json::detail

TEST_SUITE("json: wire types") {
    TEST_CASE("members may have other names on the wire, and come from bases") {
        derived value(5);
        value.id = "x";
        CHECK(coai::json::serialize(value) == R"({"id":"x","number":5,"padding":3})");

        coai::json::decoder decoder;
        REQUIRE_FALSE(decoder.decode(R"({"padding":4,"id":"y"})", value).has_value());
        CHECK(value.id == "y");
        CHECK(value.padding == 4);
        CHECK(value.number_ == 0);
    }

    TEST_CASE("a choice is told when it was read") {
        sentence value;
        coai::json::decoder decoder;
        REQUIRE_FALSE(decoder.decode(R"("abc")", value).has_value());
        CHECK(value.letters == 3);
        REQUIRE_FALSE(decoder.decode(R"(["a"])", value).has_value());
        CHECK(value.letters == 0);
        CHECK(coai::json::serialize(value) == R"(["a"])");
    }
}
