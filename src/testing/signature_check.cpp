#include "testing/signature_check.hpp"

#include "http/json_member.hpp"
#include "testing/request_error.hpp"
#include "testing/thought_signing.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string>

namespace coai::testing {

namespace json = boost::json;
using http::object_member;
using http::string_member;

namespace {

/// The signature beside a call or a content; throws if there is one that is not for the subject.
std::string_view checked_signature(const json::object& owner, std::string_view subject) {
    const json::object* extra = object_member(owner, "extra_content");
    const json::object* google = extra ? object_member(*extra, "google") : nullptr;
    const std::string_view signature =
        google ? string_member(*google, "thought_signature") : std::string_view();
    if (!signature.empty() && !is_valid_signature(signature, subject))
        throw request_error(400, "Corrupted thought signature.");
    return signature;
}

std::string_view function_name(const json::object& call) {
    const json::object* function = object_member(call, "function");
    return function ? string_member(*function, "name") : std::string_view();
}

/// The function whose call is the first of its step and not signed; empty if there is none.
std::string_view unsigned_call(const json::object& message) {
    const json::value* member = message.if_contains("tool_calls");
    const json::array* calls = member ? member->if_array() : nullptr;
    std::string_view missing;
    for (std::size_t i = 0; calls && i < calls->size(); ++i) {
        const json::object& call = (*calls)[i].get_object();
        const bool is_signed = !checked_signature(call, function_name(call)).empty();
        if (i == 0 && !is_signed)
            missing = function_name(call);
    }
    return missing;
}

} // namespace

void check_signatures(const json::array& messages, std::string_view model) {
    if (!model.starts_with("gemini-3"))
        return;
    std::string_view missing;
    std::size_t position = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const json::object& message = messages[i].get_object();
        checked_signature(message, "");
        const std::string_view function = unsigned_call(message);
        if (string_member(message, "role") == "user") {
            missing = {}; // of an earlier turn
        } else if (missing.empty() && !function.empty()) {
            missing = function;
            position = i + 1;
        }
    }
    if (missing.empty())
        return;
    throw request_error(
        400, "Function call is missing a thought_signature in functionCall parts. This is required "
             "for tools to work correctly, and missing thought_signature may lead to degraded "
             "model performance. Additional data, function call `default_api:" +
                 std::string(missing) + "` , position " + std::to_string(position) +
                 ". Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for "
                 "more details.");
}

} // namespace coai::testing
