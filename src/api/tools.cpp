#include <coai/tools.hpp>

#include "http/failure.hpp"
#include "http/white_space.hpp"
#include "json/description.hpp"

#include <coai/json/error.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <utility>

namespace coai::detail {

chat::tool make_tool(std::string name, std::string description, const json::detail::type& arguments,
                     schema_dialect dialect) {
    std::optional<boost::json::object> schema = json::detail::make_schema(arguments, dialect);
    const auto* type = schema->if_contains("type");
    if (type == nullptr || *type != "object") {
        throw json::schema_error("", "the arguments of a tool are an object, not " +
                                         json::detail::describe(arguments));
    }
    const bool strict = dialect == schema_dialect::openai_strict;
    const auto* members = schema->if_contains("properties");
    // Gemini wants objects to have members; a function without arguments has no schema.
    if (!strict && members != nullptr && members->get_object().empty()) {
        schema.reset();
    }
    return chat::tool::function(std::move(name), std::move(description), std::move(schema),
                                strict ? std::optional(true) : std::nullopt);
}

std::string_view arguments_text(const chat::tool_call& call) {
    if (!call.function) {
        return {};
    }
    const std::string_view text = http::trim_white_space(call.function->arguments);
    return text.empty() ? "{}" : text;
}

error arguments_error(const chat::tool_call& call, const json::decode_error& why) {
    failure wrong(errc::invalid_arguments);
    if (!call.function) {
        wrong.message = "the call has no arguments, for it is of no function";
        return make_error(std::move(wrong));
    }
    wrong.tool = call.function->name;
    wrong.place = why.path();
    wrong.message = "the arguments of " + wrong.tool + ": " + why.what();
    wrong.keep_body(call.function->arguments);
    return make_error(std::move(wrong));
}

} // namespace coai::detail
