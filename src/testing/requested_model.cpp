#include "testing/requested_model.hpp"

#include "http/json_member.hpp"
#include "testing/request_error.hpp"

#include <algorithm>

namespace coai::testing {

std::string_view short_model(std::string_view name) noexcept {
    constexpr std::string_view prefix = "models/";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string requested_model(const boost::json::object& payload, dialect shape,
                            const emulator_options& options, const model_task& task) {
    const bool gemini = shape == dialect::gemini;
    std::string asked(http::string_member(payload, "model"));
    if (asked.empty())
        throw request_error(
            400, gemini ? "model is not specified" : "you must provide a model parameter",
            "missing_required_parameter", "model");
    const std::string name(short_model(asked));
    const bool exists =
        std::find(options.models.begin(), options.models.end(), name) != options.models.end();
    const bool can = std::any_of(task.marks.begin(), task.marks.end(), [&](std::string_view mark) {
        return name.find(mark) != std::string::npos;
    });
    if (exists && can)
        return asked;
    if (gemini)
        throw request_error(404, "models/" + name +
                                     " is not found for API version v1main, or is not supported "
                                     "for " +
                                     std::string(task.method) +
                                     ". Call ModelService.ListModels to see the list of available "
                                     "models and their supported methods.");
    if (exists)
        throw request_error(400, "The model `" + asked + "` cannot be used for this request.",
                            "invalid_value", "model");
    throw request_error(404,
                        "The model `" + asked + "` does not exist or you do not have access to it.",
                        "model_not_found");
}

} // namespace coai::testing
