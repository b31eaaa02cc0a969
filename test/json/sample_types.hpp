#pragma once

#include "json/wire_type.hpp"

#include <coai/json.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sample {

enum class finish { stop, length, tool_calls };

} // namespace sample

template <>
struct coai::enum_names<sample::finish> {
    static constexpr enum_name<sample::finish> entries[] = {
        {sample::finish::stop, "stop"},
        {sample::finish::length, "length"},
        {sample::finish::tool_calls, "tool_calls"},
    };
};

namespace sample {

// A user's types.

enum class colour { red, green, blue };
BOOST_DESCRIBE_ENUM(colour, red, green, blue)

struct person {
    std::string name;
    std::optional<int> age;

    friend bool operator==(const person&, const person&) = default;
};
BOOST_DESCRIBE_STRUCT(person, (), (name, age))

struct event {
    std::string title;
    colour label = colour::green;
    std::vector<person> participants;
    std::map<std::string, double> scores;
    bool open = false;

    friend bool operator==(const event&, const event&) = default;
};
BOOST_DESCRIBE_STRUCT(event, (), (title, label, participants, scores, open))

// Types as a server sends them, with their tables written by hand.

struct call {
    std::string name;
    std::string arguments;
    boost::json::object extra;
};

struct delta {
    std::string role;
    std::optional<std::string> content;
    std::vector<call> calls;
    boost::json::object extra;
};

struct choice {
    int index = -1;
    sample::delta delta;
    coai::open_enum<finish> finish_reason;
    boost::json::object extra;
};

struct chunk {
    std::string id;
    std::string object = "chunk";
    std::int64_t created = 0;
    std::string model;
    std::vector<choice> choices;
    boost::json::object extra;
};

} // namespace sample

namespace coai::json::detail {

inline constexpr field sample_call_fields[] = {
    member<&sample::call::name>("name"),
    takes_json_text(member<&sample::call::arguments>("arguments")),
};

template <>
struct type_of<sample::call> {
    static constexpr object_type value =
        wire_object(sample_call_fields, extra_member<&sample::call::extra>, empty_members::omitted);
};

inline constexpr field sample_delta_fields[] = {
    member<&sample::delta::role>("role"),
    takes_json_text(member<&sample::delta::content>("content")),
    member<&sample::delta::calls>("tool_calls"),
};

template <>
struct type_of<sample::delta> {
    static constexpr object_type value = wire_object(
        sample_delta_fields, extra_member<&sample::delta::extra>, empty_members::omitted);
};

inline constexpr field sample_choice_fields[] = {
    member<&sample::choice::index>("index"),
    member<&sample::choice::delta>("delta"),
    member<&sample::choice::finish_reason>("finish_reason"),
};

template <>
struct type_of<sample::choice> {
    static constexpr object_type value = wire_object(
        sample_choice_fields, extra_member<&sample::choice::extra>, empty_members::omitted);
};

inline constexpr field sample_chunk_fields[] = {
    member<&sample::chunk::id>("id"),
    member<&sample::chunk::object>("object"),
    member<&sample::chunk::created>("created"),
    member<&sample::chunk::model>("model"),
    written_empty(member<&sample::chunk::choices>("choices")),
};

template <>
struct type_of<sample::chunk> {
    static constexpr object_type value = wire_object(
        sample_chunk_fields, extra_member<&sample::chunk::extra>, empty_members::omitted);
};

} // namespace coai::json::detail

namespace sample {

// Reads in lenient mode; the test fails if the text is refused.
template <class T>
T read(std::string_view text) {
    T value{};
    coai::json::decoder decoder;
    if (const auto error = decoder.decode(text, value))
        throw *error;
    return value;
}

} // namespace sample
