#pragma once

#include <coai/json.hpp>
#include <coai/provider.hpp>

#include <boost/json/object.hpp>

#include <string>

namespace coai {

/// What a server understands of JSON schema.
enum class schema_dialect {
    /// OpenAI's structured outputs with `strict`: every member is required, an optional one may be
    /// null, no object may have others, and structs that occur more than once are defined once.
    /// Maps, free-form values, and anything but a struct at the root cannot be expressed.
    openai_strict,
    /// What all of Gemini's models understand: everything is written where it is used, and nothing
    /// is said of other members. An optional member may be null or absent. Maps, free-form values
    /// and structs that contain themselves cannot be expressed.
    gemini,
    /// JSON schema as of 2020-12: optional members are just not required. Expresses every type.
    plain,
};

/// The dialect that a provider is best asked in.
constexpr schema_dialect dialect_of(provider server) noexcept {
    return server == provider::gemini ? schema_dialect::gemini : schema_dialect::openai_strict;
}

namespace json::detail {

boost::json::object make_schema(const type& described, schema_dialect dialect);
std::string make_schema_name(const type& described);

} // namespace json::detail

/// The JSON schema of a type: what follows it can be read by json::parse<T>(). Members come in
/// their described order, with what coai::descriptions says of them.
///
/// Bounds of integers of less than 64 bits are part of it; those of wider numbers are not, nor is
/// the range of float. An open_enum is any string, and its known values are named in its
/// description. Where several alternatives of a std::variant fit a value, the first one is read:
/// let structs differ in the members that they require, as for json::parse().
///
/// @throws json::schema_error naming the member that the dialect cannot express.
template <json::codable T>
boost::json::object json_schema(schema_dialect dialect = schema_dialect::plain) {
    return json::detail::make_schema(json::detail::type_of<T>::value, dialect);
}

/// A name for the schema of a type, of the 1 to 64 characters A-Z a-z 0-9 _ - that the API allows:
/// the type's own without its namespaces, "page_item" of `page<item>`, "item_list" of a vector.
template <json::codable T>
std::string schema_name() {
    return json::detail::make_schema_name(json::detail::type_of<T>::value);
}

} // namespace coai
