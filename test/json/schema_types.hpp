#pragma once

#include <coai/json.hpp>

#include <boost/json/value.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

// A user's types, for tests of JSON schemas.

namespace plan {

struct calendar_event {
    std::string name;
    std::string date;
    std::vector<std::string> participants;
};
BOOST_DESCRIBE_STRUCT(calendar_event, (), (name, date, participants))

enum class unit { celsius, fahrenheit };
BOOST_DESCRIBE_ENUM(unit, celsius, fahrenheit)

struct place {
    std::string city;
    std::optional<std::string> country;
};
BOOST_DESCRIBE_STRUCT(place, (), (city, country))

struct get_weather {
    plan::place place;
    std::optional<plan::unit> unit;
};
BOOST_DESCRIBE_STRUCT(get_weather, (), (place, unit))

/// Uses a struct more than once.
struct journey {
    place from;
    place to;
    std::vector<place> stops;
    std::optional<place> detour;
};
BOOST_DESCRIBE_STRUCT(journey, (), (from, to, stops, detour))

/// Contains itself.
struct comment {
    std::string text;
    std::vector<comment> replies;
};
BOOST_DESCRIBE_STRUCT(comment, (), (text, replies))

/// Contains itself through another, below the root.
struct folder;
struct file {
    std::string path;
    std::vector<folder> mounted;
};
struct folder {
    std::vector<file> files;
    std::optional<std::vector<folder>> folders;
};
BOOST_DESCRIBE_STRUCT(file, (), (path, mounted))
BOOST_DESCRIBE_STRUCT(folder, (), (files, folders))

struct drive {
    std::string label;
    folder root;
};
BOOST_DESCRIBE_STRUCT(drive, (), (label, root))

struct numbers {
    std::int8_t tiny = 0;
    std::uint8_t byte = 0;
    std::int16_t small = 0;
    std::uint32_t count = 0;
    int number = 0;
    std::int64_t large = 0;
    std::uint64_t size = 0;
    float single = 0;
    double exact = 0;
    bool flag = false;
    std::array<int, 3> triple{};
    std::vector<bool> bits;
    std::vector<std::optional<double>> gaps;
};
BOOST_DESCRIBE_STRUCT(numbers, (),
                      (tiny, byte, small, count, number, large, size, single, exact, flag, triple,
                       bits, gaps))

enum class text_tag { text };
BOOST_DESCRIBE_ENUM(text_tag, text)
enum class image_tag { image };
BOOST_DESCRIBE_ENUM(image_tag, image)

struct text_part {
    text_tag type{};
    std::string content;
};
BOOST_DESCRIBE_STRUCT(text_part, (), (type, content))

struct image_part {
    image_tag type{};
    std::string url;
};
BOOST_DESCRIBE_STRUCT(image_part, (), (type, url))

struct document {
    std::variant<text_part, image_part, std::string> title;
    std::vector<std::variant<text_part, image_part>> parts;
    std::optional<std::variant<int, std::string>> edition;
};
BOOST_DESCRIBE_STRUCT(document, (), (title, parts, edition))

struct base {
    int id = 0;
};
BOOST_DESCRIBE_STRUCT(base, (), (id))

struct derived : base {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(derived, (base), (name))

struct settled {
    coai::open_enum<unit> usual;
    std::optional<coai::open_enum<unit>> other;
};
BOOST_DESCRIBE_STRUCT(settled, (), (usual, other))

struct empty {};
BOOST_DESCRIBE_STRUCT(empty, (), ())

// Only `plain` expresses these.

struct scores {
    std::map<std::string, double> by_name;
    std::unordered_map<std::string, place> by_key;
};
BOOST_DESCRIBE_STRUCT(scores, (), (by_name, by_key))

struct anything {
    boost::json::value value;
    boost::json::object object;
    boost::json::array array;
    coai::json::raw raw;
    std::optional<boost::json::value> perhaps;
};
BOOST_DESCRIBE_STRUCT(anything, (), (value, object, array, raw, perhaps))

// Described types.

enum class colour { red, green };
BOOST_DESCRIBE_ENUM(colour, red, green)

struct label {
    colour ink{};
    coai::open_enum<colour> paper;
    std::optional<place> origin;
    place maker;
};
BOOST_DESCRIBE_STRUCT(label, (), (ink, paper, origin, maker))

} // namespace plan

template <>
struct coai::descriptions<plan::colour> {
    static constexpr std::string_view type = "A colour.";
    static constexpr coai::member_description members[] = {{"red", "of fire"}};
};

template <>
struct coai::descriptions<plan::label> {
    static constexpr std::string_view name = "shipping-label";
    static constexpr std::string_view type = "What is stuck on a box.";
    static constexpr coai::member_description members[] = {
        {"origin", "Where the box comes from."},
        {"ink", "The colour of the text."},
        {"maker", "Who has made it."},
    };
};
