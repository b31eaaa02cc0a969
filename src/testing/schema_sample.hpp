#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <string_view>

namespace coai::testing {

/// A value that follows a JSON schema: type (one or several), enum, const, properties, required,
/// additionalProperties, items, prefixItems, anyOf, oneOf, allOf, $ref within the schema, the
/// bounds of numbers, strings, lists and maps, and the common formats. Patterns are not read.
/// Strings are taken from the words of `topic`; all follows from the arguments.
boost::json::value sample_of_schema(const boost::json::object& schema, std::string_view topic,
                                    std::uint64_t seed);

} // namespace coai::testing
