#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace coai::testing {

/// Refuses a schema with what Gemini's models before 2.5 have no field for: references,
/// definitions, additionalProperties.
///
/// @param place Where Gemini keeps the schema, such as "generation_config.response_schema".
/// @throws request_error in Google's words.
void check_gemini_schema(const boost::json::object& schema, std::string_view short_model,
                         const std::string& place);

/// Whose schema it is, for OpenAI's messages.
struct schema_owner {
    /// "response_format" or "function".
    std::string_view kind;
    std::string name;
    std::string param;
    std::string_view code;
};

/// Refuses a schema that OpenAI does not take with `strict`: a root that is no object, objects that
/// are open or do not require all of their members, keywords beside a reference.
/// @throws request_error in OpenAI's words.
void check_strict_schema(const boost::json::object& schema, const schema_owner& owner);

} // namespace coai::testing
