#include "testing/request_error.hpp"

#include "testing/pretty_json.hpp"

#include <boost/json/value.hpp>

namespace coai::testing {

namespace json = boost::json;

namespace {

std::string_view openai_type(unsigned http_status) noexcept {
    if (http_status >= 500)
        return "server_error";
    return http_status == 429 ? "requests" : "invalid_request_error";
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

} // namespace

std::string_view google_status(unsigned http_status) noexcept {
    switch (http_status) {
    case 401:
        return "UNAUTHENTICATED";
    case 403:
        return "PERMISSION_DENIED";
    case 404:
        return "NOT_FOUND";
    case 409:
        return "ABORTED";
    case 429:
        return "RESOURCE_EXHAUSTED";
    case 499:
        return "CANCELLED";
    case 501:
        return "UNIMPLEMENTED";
    case 503:
        return "UNAVAILABLE";
    case 504:
        return "DEADLINE_EXCEEDED";
    default:
        return http_status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
    }
}

json::object error_object(const request_error& error, dialect shape) {
    json::object members;
    if (shape == dialect::gemini) {
        members["code"] = error.status;
        members["message"] = error.what();
        members["status"] = google_status(error.status);
        if (!error.details.empty())
            members["details"] = error.details;
    } else {
        members["message"] = error.what();
        members["type"] = openai_type(error.status);
        members["param"] = text_or_null(error.param);
        members["code"] = text_or_null(error.code);
    }
    json::object object;
    object["error"] = std::move(members);
    return object;
}

std::string error_body(const request_error& error, dialect shape) {
    std::string text = pretty_json(error_object(error, shape));
    if (shape == dialect::openai)
        return text + '\n';
    // Google's front end writes the array around objects that it has printed on their own.
    return '[' + text + "\n]";
}

} // namespace coai::testing
