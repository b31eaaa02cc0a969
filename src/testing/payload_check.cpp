#include "testing/payload_check.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::string_view bad_json = "Invalid JSON payload received. ";
/// What protobuf's JSON parser allows.
constexpr std::size_t max_depth = 100;

std::string joined(std::string parent, std::string_view name) {
    if (!parent.empty())
        parent += '.';
    return parent.append(name);
}

struct violation {
    /// The object that has the member: "" for the payload, "messages[0]".
    std::string parent;
    std::string name;
    /// Null for a member that nobody knows.
    const member_rule* rule;
    const json::value* found;

    std::string path() const { return joined(parent, name); }
};

unsigned kind_of(const json::value& value) noexcept {
    switch (value.kind()) {
    case json::kind::string:
        return json_kind::text;
    case json::kind::int64:
    case json::kind::uint64:
        return json_kind::integer | json_kind::number;
    case json::kind::double_:
        return json_kind::number;
    case json::kind::bool_:
        return json_kind::boolean;
    case json::kind::object:
        return json_kind::object;
    case json::kind::array:
        return json_kind::list;
    case json::kind::null:
        return json_kind::any;
    }
    return 0;
}

class checker {
public:
    explicit checker(dialect shape)
        : stranger_(shape == dialect::gemini ? known_by::openai : known_by::gemini) {}

    void check(const json::object& object, std::span<const member_rule> rules,
               const std::string& parent) {
        for (const auto& member : object) {
            const std::string name(member.key());
            const member_rule* rule = find(rules, name);
            const json::value& value = member.value();
            if (!rule || (kind_of(value) & rule->kinds) == 0)
                found.push_back({parent, name, rule, &value});
            else if (!rule->nested.empty())
                check_nested(value, *rule, joined(parent, name));
        }
    }

    std::vector<violation> found;

private:
    const member_rule* find(std::span<const member_rule> rules, std::string_view name) const {
        for (const member_rule& rule : rules) {
            if (rule.name == name && rule.server != stranger_)
                return &rule;
        }
        return nullptr;
    }

    void check_nested(const json::value& value, const member_rule& rule, const std::string& path) {
        if (const json::object* object = value.if_object())
            check(*object, rule.nested, path);
        const json::array* list = value.if_array();
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            const std::string element = path + '[' + std::to_string(i) + ']';
            if (const json::object* object = (*list)[i].if_object())
                check(*object, rule.nested, element);
            else
                found.push_back({"", element, &rule, &(*list)[i]});
        }
    }

    known_by stranger_;
};

std::string_view protobuf_type(unsigned kinds) noexcept {
    if (kinds & json_kind::text)
        return "TYPE_STRING";
    if (kinds & json_kind::boolean)
        return "TYPE_BOOL";
    if (kinds & json_kind::number)
        return kinds & json_kind::integer ? "TYPE_INT32" : "TYPE_FLOAT";
    return kinds & json_kind::integer ? "TYPE_INT32" : "TYPE_MESSAGE";
}

std::string value_text(const json::value& value) {
    if (!value.is_double())
        return json::serialize(value);
    // Boost.JSON writes 1.5 as 1.5E0.
    std::array<char, 32> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value.get_double());
    return std::string(digits.data(), end.ptr);
}

std::string describe_for_gemini(const violation& wrong) {
    const std::string place = wrong.parent.empty() ? "" : " at '" + wrong.parent + '\'';
    const std::string unknown =
        std::string(bad_json) + "Unknown name \"" + wrong.name + '"' + place + ": ";
    if (!wrong.rule)
        return unknown + "Cannot find field.";
    if (wrong.found->is_array())
        return unknown + "Proto field is not repeating, cannot start list.";
    const std::string value = wrong.found->is_object() ? "Starting an object on a scalar field"
                                                       : value_text(*wrong.found);
    return "Invalid value at '" + wrong.path() + "' (" +
           std::string(protobuf_type(wrong.rule->kinds)) + "), " + value;
}

request_error gemini_error(const std::vector<violation>& found) {
    std::string message;
    json::array field_violations;
    for (const violation& wrong : found) {
        const std::string description = describe_for_gemini(wrong);
        message += (message.empty() ? "" : "\n") + description;
        json::object entry;
        const std::string field = wrong.rule ? wrong.path() : wrong.parent;
        if (!field.empty())
            entry["field"] = field;
        entry["description"] = description;
        field_violations.push_back(std::move(entry));
    }
    request_error error(400, message);
    json::object bad_request;
    bad_request["@type"] = "type.googleapis.com/google.rpc.BadRequest";
    bad_request["fieldViolations"] = std::move(field_violations);
    error.details.push_back(std::move(bad_request));
    return error;
}

std::string_view openai_type(unsigned kinds) noexcept {
    if (kinds & json_kind::text)
        return "a string";
    if (kinds & json_kind::boolean)
        return "a boolean";
    if (kinds & json_kind::integer)
        return "an integer";
    if (kinds & json_kind::number)
        return "a decimal";
    return kinds & json_kind::list ? "an array of objects" : "an object";
}

request_error openai_error(const violation& wrong) {
    const std::string path = wrong.path();
    if (!wrong.rule)
        return request_error(400, "Unknown parameter: '" + path + "'.", "unknown_parameter", path);
    return request_error(400,
                         "Invalid type for '" + path + "': expected " +
                             std::string(openai_type(wrong.rule->kinds)) + ", but got " +
                             std::string(openai_type(kind_of(*wrong.found))) + " instead.",
                         "invalid_type", path);
}

} // namespace

json::object parse_payload(const std::string& body, dialect shape) {
    json::parse_options limits;
    limits.max_depth = max_depth;
    json::error_code ec;
    json::value payload = json::parse(body, ec, {}, limits);
    if (json::object* object = ec ? nullptr : payload.if_object())
        return std::move(*object);
    if (shape == dialect::openai)
        throw request_error(400, "We could not parse the JSON body of your request.");
    if (ec)
        throw request_error(400, std::string(bad_json) + "Parsing failed: " + ec.message() + '.');
    throw request_error(400, std::string(bad_json) + "Expected an object.");
}

void check_payload(const json::object& payload, std::span<const member_rule> rules, dialect shape) {
    checker checked(shape);
    checked.check(payload, rules, "");
    if (checked.found.empty())
        return;
    if (shape == dialect::gemini)
        throw gemini_error(checked.found);
    throw openai_error(checked.found.front());
}

request_error unknown_members_error(const std::vector<unknown_member>& found) {
    std::vector<violation> violations;
    violations.reserve(found.size());
    for (const unknown_member& each : found)
        violations.push_back({each.parent, each.name, nullptr, nullptr});
    return gemini_error(violations);
}

} // namespace coai::testing
