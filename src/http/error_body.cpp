#include "http/error_body.hpp"

#include "http/google_details.hpp"
#include "http/html_text.hpp"
#include "http/json_member.hpp"
#include "http/utf8_prefix.hpp"
#include "http/white_space.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace coai::http {

namespace {

namespace json = boost::json;

// More than any error has, and little enough to parse at once.
constexpr std::size_t max_json_size = 1024 * 1024;
constexpr std::size_t max_depth = 64;
constexpr std::size_t max_text = 4096;

// A string or a number as text; anything else is empty.
std::string scalar(const json::value& value) {
    if (const auto* text = value.if_string()) {
        return std::string(view(*text));
    }
    return value.is_number() ? json::serialize(value) : std::string();
}

std::string scalar(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr ? scalar(*value) : std::string();
}

void set_if_empty(std::string& target, std::string_view value) {
    if (target.empty()) {
        target = value;
    }
}

// FastAPI's `loc`, for example ["body", "messages", 0, "content"], as "messages.0.content".
std::string location(const json::object& violation) {
    std::string path;
    const auto* loc = violation.if_contains("loc");
    if (loc == nullptr || !loc->is_array()) {
        return path;
    }
    for (const auto& step : loc->get_array()) {
        const auto text = scalar(step);
        if (path.empty() && text == "body") {
            continue;
        }
        path += path.empty() ? "" : ".";
        path += text;
    }
    return path;
}

// The words of `value`: of a string itself, of an object its message, of an array all of them.
std::string words(const json::value& value, error_object& result, std::size_t depth);

std::string words(const json::object& object, error_object& result, std::size_t depth) {
    for (const std::string_view key : {"message", "msg", "detail", "error_description", "title"}) {
        const auto* value = object.if_contains(key);
        auto text = value != nullptr ? words(*value, result, depth) : std::string();
        if (text.empty()) {
            continue;
        }
        if (const auto path = location(object); !path.empty()) {
            set_if_empty(result.param, path);
            text.insert(0, path + ": ");
        }
        return text;
    }
    return {};
}

std::string words(const json::value& value, error_object& result, std::size_t depth) {
    constexpr std::size_t deepest = 4;
    if (const auto* text = value.if_string()) {
        return std::string(view(*text));
    }
    if (depth == deepest) {
        return {};
    }
    if (const auto* object = value.if_object()) {
        return words(*object, result, depth + 1);
    }
    std::string all;
    if (const auto* list = value.if_array()) {
        for (const auto& element : *list) {
            const auto text = words(element, result, depth + 1);
            if (all.size() + text.size() > max_text) {
                break;
            }
            all += all.empty() || text.empty() ? "" : "; ";
            all += text;
        }
    }
    return all;
}

void read_members(const json::object& object, error_object& result) {
    set_if_empty(result.message, words(object, result, 0));
    set_if_empty(result.type, string_member(object, "type"));
    set_if_empty(result.param, string_member(object, "param"));
    set_if_empty(result.code, scalar(object, "code"));
    set_if_empty(result.status, string_member(object, "status"));
    if (const auto* details = object.if_contains("details");
        details != nullptr && result.details.is_null()) {
        result.details = *details;
    }
}

void read_object(const json::object& object, error_object& result);

// `errors` of gateways (Cloudflare, GraphQL): the first tells the code, all of them the words.
void read_list(const json::array& list, error_object& result) {
    for (const auto& element : list) {
        if (const auto* object = element.if_object()) {
            set_if_empty(result.message, words(list, result, 0));
            read_object(*object, result);
            return;
        }
    }
    set_if_empty(result.message, words(list, result, 0));
}

void read_nested(const json::value& error, error_object& result) {
    if (const auto* text = error.if_string()) {
        result.message = std::string(view(*text));
    } else if (const auto* object = error.if_object()) {
        read_object(*object, result);
    } else if (const auto* list = error.if_array()) {
        read_list(*list, result);
    }
}

// The inner members go before those beside `error`, which fill in what is missing.
void read_object(const json::object& object, error_object& result) {
    const auto* error = object.if_contains("error");
    if (error != nullptr) {
        // OAuth's `error` is a code, its words stand beside it.
        if (error->is_string() && object.contains("error_description")) {
            result.code = scalar(*error);
        } else {
            read_nested(*error, result);
        }
    }
    read_members(object, result);
    if (const auto* errors = object.if_contains("errors");
        errors != nullptr && errors->is_array() && result.message.empty()) {
        read_list(errors->get_array(), result);
    }
    if (result.code.empty() && error == nullptr) {
        result.code = scalar(object, "status_code");
    }
}

bool says_something(const error_object& result) noexcept {
    return !result.message.empty() || !result.type.empty() || !result.code.empty() ||
           !result.status.empty() || !result.details.is_null();
}

// The element that reports the error: the first with a member `error`, else the first object.
const json::object* error_element(const json::array& list) {
    const json::object* first = nullptr;
    for (const auto& element : list) {
        const auto* object = element.if_object();
        if (object != nullptr && object->contains("error")) {
            return object;
        }
        first = first == nullptr ? object : first;
    }
    return first;
}

std::optional<error_object> read_json(const json::value& body) {
    error_object result;
    const auto* object = body.if_object();
    if (const auto* list = body.if_array()) {
        object = error_element(*list);
    }
    if (object != nullptr) {
        read_object(*object, result);
    } else {
        result.message = words(body, result, 0);
    }
    read_google_details(result);
    return says_something(result) ? std::optional(std::move(result)) : std::nullopt;
}

error_object read_text(std::string_view text) {
    error_object result;
    result.message = text.starts_with('<') ? html_text(text, max_text)
                                           : std::string(utf8_prefix(text, max_text));
    return result;
}

std::optional<json::value> parse(std::string_view text) {
    if (text.size() > max_json_size) {
        return std::nullopt;
    }
    json::parse_options options;
    options.max_depth = max_depth;
    // A broken character in the words of an error must not hide the error.
    options.allow_invalid_utf8 = true;
    json::error_code error;
    auto value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
    return error ? std::nullopt : std::optional(std::move(value));
}

// A member that says "there is an error", of whatever type servers give it.
bool reports_error(const json::value& error) {
    switch (error.kind()) {
    case json::kind::object:
        return !error.get_object().empty();
    case json::kind::array:
        return !error.get_array().empty();
    case json::kind::string:
        return !error.get_string().empty();
    case json::kind::bool_:
        return error.get_bool();
    default:
        return false;
    }
}

bool is_error(const json::object& object) {
    if (const auto* error = object.if_contains("error")) {
        return reports_error(*error);
    }
    if (string_member(object, "object") == "error") {
        return true;
    }
    // Flat errors have words and name a kind; an answer would have one of its own members, too.
    const auto has = [&](std::string_view key) { return object.contains(key); };
    if (has("id") || has("object") || has("choices") || has("data")) {
        return false;
    }
    if (has("detail")) {
        return object.size() == 1;
    }
    return !string_member(object, "message").empty() && (has("code") || has("type"));
}

} // namespace

error_object to_error_object(const json::value& body) {
    if (auto result = read_json(body)) {
        return *std::move(result);
    }
    return body.is_null() ? error_object() : read_text(json::serialize(body));
}

error_object read_error_object(std::string_view body) {
    const auto text = trim_white_space(body);
    if (text.empty()) {
        return {};
    }
    if (const auto value = parse(text)) {
        if (auto result = read_json(*value)) {
            return *std::move(result);
        }
    }
    return read_text(text);
}

bool is_error_object(const json::value& body) {
    if (const auto* object = body.if_object()) {
        return is_error(*object);
    }
    const auto* list = body.if_array();
    return list != nullptr && std::any_of(list->begin(), list->end(), [](const json::value& v) {
               const auto* object = v.if_object();
               return object != nullptr && object->contains("error") && is_error(*object);
           });
}

} // namespace coai::http
