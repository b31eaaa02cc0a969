#include "testing/model_route.hpp"

#include "testing/pretty_json.hpp"
#include "testing/router.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::string_view prefix = "models/";
constexpr std::int64_t created = 1'715'367'049;

/// "gemini-2.5-flash" as "Gemini 2.5 Flash".
std::string display_name(std::string name) {
    bool begins_word = true;
    for (char& c : name) {
        if (begins_word && c >= 'a' && c <= 'z')
            c = static_cast<char>(c - ('a' - 'A'));
        begins_word = c == '-';
        if (begins_word)
            c = ' ';
    }
    return name;
}

json::object to_json(const std::string& model, dialect shape) {
    json::object object;
    if (shape == dialect::gemini) {
        object["id"] = std::string(prefix) + model;
        object["object"] = "model";
        object["owned_by"] = "google";
        object["display_name"] = display_name(model);
    } else {
        object["id"] = model;
        object["object"] = "model";
        object["created"] = created;
        object["owned_by"] = "system";
    }
    return object;
}

reply list_models(const exchange& request) {
    json::array data;
    for (const std::string& model : request.options.models)
        data.push_back(to_json(model, request.shape));
    json::object body;
    body["object"] = "list";
    body["data"] = std::move(data);
    return reply::whole(200, "application/json", pretty_json(body) + '\n');
}

reply retrieve_model(const exchange& request) {
    std::string_view name = request.rest;
    if (request.shape == dialect::gemini && name.starts_with(prefix))
        name.remove_prefix(prefix.size());
    const auto& models = request.options.models;
    const auto found = std::find(models.begin(), models.end(), name);
    if (found != models.end())
        return reply::whole(200, "application/json",
                            pretty_json(to_json(*found, request.shape)) + '\n');
    if (request.shape == dialect::gemini)
        throw request_error(404, "Model is not found: models/" + std::string(name) +
                                     " for api version v1main");
    throw request_error(404, "The model '" + std::string(name) + "' does not exist",
                        "model_not_found", "model");
}

} // namespace

void add_model_routes(router& routes) {
    routes.add_compatible("GET", "models", list_models);
    routes.add_compatible("GET", "models/*", retrieve_model);
}

} // namespace coai::testing
