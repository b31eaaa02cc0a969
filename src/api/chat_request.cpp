#include <coai/chat/request.hpp>

namespace coai::chat {

response_format response_format::text() {
    response_format format;
    format.type = "text";
    return format;
}

response_format response_format::json_object() {
    response_format format;
    format.type = "json_object";
    return format;
}

response_format response_format::from_schema(std::string name, boost::json::object schema,
                                             std::optional<bool> strict) {
    response_format format;
    format.type = "json_schema";
    auto& named = format.json_schema.emplace();
    named.name = std::move(name);
    named.schema = std::move(schema);
    named.strict = strict;
    return format;
}

} // namespace coai::chat
