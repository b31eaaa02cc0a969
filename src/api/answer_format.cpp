#include "api/answer_format.hpp"

#include "http/failure.hpp"

#include <coai/json/error.hpp>
#include <coai/schema.hpp>

#include <utility>

namespace coai::api {

boost::json::object answer_format(const json::detail::type& answer, provider server,
                                  const chat::parse_options& options) {
    const schema_dialect dialect = options.dialect.value_or(dialect_of(server));
    boost::json::object schema;
    schema["name"] =
        options.schema_name.empty() ? json::detail::make_schema_name(answer) : options.schema_name;
    if (dialect != schema_dialect::plain) {
        schema["strict"] = true;
    }
    try {
        schema["schema"] = json::detail::make_schema(answer, dialect);
    } catch (const json::schema_error& unfit) {
        detail::throw_usage_error(errc::invalid_request, "response_format", unfit.what());
    }
    boost::json::object format;
    format["type"] = "json_schema";
    format["json_schema"] = std::move(schema);
    return format;
}

} // namespace coai::api
