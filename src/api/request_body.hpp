#pragma once

#include <coai/json.hpp>

#include <boost/json/object.hpp>

#include <string>

namespace coai::api {

/// The JSON body of a request with `extra_body`, whose members stand in place of the request's own
/// of the same name.
///
/// @throws json::encode_error.
template <json::codable Request>
std::string encode_body(const Request& request, const boost::json::object& extra_body) {
    if (extra_body.empty()) {
        return json::serialize(request);
    }
    Request merged = request;
    for (const auto& [name, value] : extra_body) {
        merged.extra.insert_or_assign(name, value);
    }
    return json::serialize(merged);
}

} // namespace coai::api
