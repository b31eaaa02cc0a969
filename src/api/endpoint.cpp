#include "api/endpoint.hpp"

#include "http/path_encoding.hpp"

#include <algorithm>
#include <iterator>

namespace coai::api {

std::string path_of(const endpoint& to) {
    if (!to.id) {
        return to.path;
    }
    const std::string_view id = *to.id;
    constexpr std::string_view google_collections[] = {"models/", "files/", "batches/",
                                                       "cachedContents/", "tunedModels/"};
    const bool is_path =
        std::any_of(std::begin(google_collections), std::end(google_collections),
                    [id](std::string_view prefix) { return id.starts_with(prefix); });
    return to.path + '/' + http::encode_id(id, is_path) + to.action;
}

} // namespace coai::api
