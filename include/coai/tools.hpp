#pragma once

#include <coai/chat/tool.hpp>
#include <coai/error.hpp>
#include <coai/json.hpp>
#include <coai/result.hpp>
#include <coai/schema.hpp>

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>

/// Tools whose arguments are a type of the program's:
///
///     struct get_weather { std::string location; std::optional<std::string> unit; };
///     BOOST_DESCRIBE_STRUCT(get_weather, (), (location, unit))
///
///     request.tools.push_back(coai::tool<get_weather>("get_weather", "The weather in a city."));
///     …
///     for (const auto& call : completion.tool_calls())
///         const auto wanted = coai::arguments<get_weather>(call);
///
/// A tool with a JSON schema of its own is chat::tool::function(name, description, schema).
namespace coai {

namespace detail {

chat::tool make_tool(std::string name, std::string description, const json::detail::type& arguments,
                     schema_dialect dialect);

/// The JSON text of a call's arguments: an empty object where there are none, an empty text where
/// the call is of no function.
std::string_view arguments_text(const chat::tool_call& call);

error arguments_error(const chat::tool_call& call, const json::decode_error& why);

} // namespace detail

/// A function whose arguments are a struct, or in schema_dialect::plain also a map or an object.
///
/// The default dialect is what every server understands. openai_strict also sets `strict`, with
/// which OpenAI's arguments always follow the schema; plain is for types that the default cannot
/// express, maps and structs that contain themselves.
///
/// @param name 1 to 64 of A-Z a-z 0-9 _ -.
/// @param description What the function does and when to call it.
/// @throws json::schema_error naming the member that the dialect cannot express.
template <json::codable T>
// NOLINTNEXTLINE(performance-unnecessary-value-param): moved, which the check misses in templates
chat::tool tool(std::string name, std::string description,
                schema_dialect dialect = schema_dialect::gemini) {
    return detail::make_tool(std::move(name), std::move(description),
                             json::detail::type_of<T>::value, dialect);
}

/// The arguments of a call as a T, read as strictly as json::parse() does, or the output_error
/// (errc::invalid_arguments) that names the function, the place in the arguments, and what is wrong
/// there: to be told to the model, which can then do better. No arguments at all are an empty
/// object. Throws only what allocating throws.
template <json::codable T>
result<T> try_arguments(const chat::tool_call& call) {
    result<T> read(boost::system::in_place_value);
    json::decoder strict(json::mode::strict);
    if (const auto wrong = strict.decode(detail::arguments_text(call), *read))
        return result<T>(boost::system::in_place_error, detail::arguments_error(call, *wrong));
    return read;
}

/// The same, throwing the error.
template <json::codable T>
T arguments(const chat::tool_call& call) {
    return try_arguments<T>(call).value();
}

} // namespace coai
