#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace coai::api {

/// What a call's path stands below.
enum class api_root {
    /// client_options::base_url.
    compatible,
    /// Gemini's own API, beside its compatibility endpoint: the base URL without "/openai" at its
    /// end.
    native,
    /// The same for uploads: ".../upload/v1beta".
    native_upload,
    /// The host, for a path and query that the server itself has named; nothing is added to them.
    host,
};

/// What a call wants for an answer.
enum class accept { json, event_stream, any };

/// Where a resource wants a call to go.
struct endpoint {
    endpoint(std::string http_method, std::string resource, api_root below = api_root::compatible)
        : method(std::move(http_method)), path(std::move(resource)), root(below) {}

    /// An object among others, such as "models/gpt-4o", or what stands behind it: "/cancel".
    static endpoint of_object(std::string http_method, std::string collection, std::string_view id,
                              std::string action = {}) {
        endpoint made(std::move(http_method), std::move(collection));
        made.id = id;
        made.action = std::move(action);
        return made;
    }

    std::string method;
    std::string path;
    /// Stands behind `path` and a slash; encoded, and refused if it would address something else.
    std::optional<std::string> id;
    /// Stands behind the id.
    std::string action;
    api_root root;
    accept wanted = accept::json;
};

/// Where the endpoint is below its root, with the id encoded.
///
/// Google's ids are paths themselves ("models/x", "batches/x"), whose slash must arrive as it is;
/// in others, such as "org/model" of a gateway, a slash is a character like any other.
///
/// @throws usage_error (errc::invalid_request, "id").
std::string path_of(const endpoint& to);

} // namespace coai::api
