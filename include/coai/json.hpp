#pragma once

#include <coai/json/decoder.hpp>
#include <coai/json/described.hpp>
#include <coai/json/error.hpp>
#include <coai/json/raw.hpp>
#include <coai/json/standard_types.hpp>
#include <coai/json/type.hpp>

#include <string>
#include <string_view>

/// Typed JSON: bool, integers, float, double, std::string, std::optional, std::vector, std::array,
/// std::map and std::unordered_map with string keys, std::variant, boost::json values, json::raw,
/// open_enum, and structs and enumerations described with Boost.Describe, nested as you like.
///
///     struct event { std::string name; std::vector<std::string> participants; };
///     BOOST_DESCRIBE_STRUCT(event, (), (name, participants))
///
///     auto meeting = coai::json::parse<event>(text);
///     std::string text = coai::json::serialize(meeting);
///
/// A std::variant is read as its first alternative that can take the JSON value; a struct can if
/// all its required members are there.
namespace coai::json {

namespace detail {

void encode(std::string& out, const type& type, const void* value);

} // namespace detail

/// Appends `value` to `out` as JSON without white space. Empty optionals are not written as
/// members, and are null elsewhere. On encode_error `out` is as it was before.
template <codable T>
void serialize_to(std::string& out, const T& value) {
    detail::encode(out, detail::type_of<T>::value, &value);
}

/// `value` as JSON text, see serialize_to.
template <codable T>
std::string serialize(const T& value) {
    std::string out;
    serialize_to(out, value);
    return out;
}

/// Reads exactly one JSON value from `text` in mode::strict. Throws decode_error.
template <codable T>
T parse(std::string_view text) {
    T value{};
    decoder strict(mode::strict);
    if (const auto error = strict.decode(text, value))
        throw decode_error(*error);
    return value;
}

} // namespace coai::json
