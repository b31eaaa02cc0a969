#include "testing/authentication.hpp"

#include "http/ascii.hpp"
#include "testing/request_error.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

namespace json = boost::json;

namespace {

/// The value of the query parameter `key`, which Google's APIs take for an API key.
std::optional<std::string_view> key_parameter(std::string_view query) {
    constexpr std::string_view name = "key=";
    while (!query.empty()) {
        const std::string_view parameter = query.substr(0, query.find('&'));
        if (parameter.starts_with(name))
            return parameter.substr(name.size());
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    }
    return std::nullopt;
}

std::optional<std::string_view> bearer_token(const request& asked) {
    const auto field = asked.headers.find("authorization");
    constexpr std::string_view scheme = "bearer ";
    if (!field || field->size() <= scheme.size() ||
        !http::equal_ignoring_case(field->substr(0, scheme.size()), scheme))
        return std::nullopt;
    return http::trim_blanks(field->substr(scheme.size()));
}

request_error invalid_key() {
    const std::string message = "API key not valid. Please pass a valid API key.";
    request_error error(400, message);
    json::object info;
    info["@type"] = "type.googleapis.com/google.rpc.ErrorInfo";
    info["reason"] = "API_KEY_INVALID";
    info["domain"] = "googleapis.com";
    info["metadata"] = {{"service", "generativelanguage.googleapis.com"}};
    json::object localized;
    localized["@type"] = "type.googleapis.com/google.rpc.LocalizedMessage";
    localized["locale"] = "en-US";
    localized["message"] = message;
    error.details.push_back(std::move(info));
    error.details.push_back(std::move(localized));
    return error;
}

void authenticate_gemini(const request& asked, const std::string& expected) {
    std::vector<std::string_view> credentials;
    const auto bearer = bearer_token(asked);
    if (bearer)
        credentials.push_back(*bearer);
    else if (asked.headers.contains("authorization"))
        throw request_error(400, "Missing or invalid Authorization header.");
    if (const auto key = asked.headers.find("x-goog-api-key"))
        credentials.push_back(*key);
    if (const auto key = key_parameter(asked.query()))
        credentials.push_back(*key);
    if (credentials.empty())
        throw request_error(
            403, "Method doesn't allow unregistered callers (callers without established "
                 "identity). Please use API Key or other form of API consumer identity to call "
                 "this API.");
    if (credentials.size() > 1)
        throw request_error(400,
                            "Multiple authentication credentials received. Please pass only one.");
    if (credentials.front() != expected)
        throw invalid_key();
}

void authenticate_openai(const request& asked, const std::string& expected) {
    const auto bearer = bearer_token(asked);
    if (!bearer)
        throw request_error(401, "You didn't provide an API key. You need to provide your API key "
                                 "in an Authorization header using Bearer auth.");
    if (*bearer != expected)
        throw request_error(401,
                            "Incorrect API key provided: ********. You can find your API key at "
                            "https://platform.openai.com/account/api-keys.",
                            "invalid_api_key");
}

} // namespace

void authenticate(const request& asked, dialect shape, const emulator_options& options) {
    if (shape == dialect::gemini)
        authenticate_gemini(asked, options.api_key);
    else
        authenticate_openai(asked, options.api_key);
}

} // namespace coai::testing
