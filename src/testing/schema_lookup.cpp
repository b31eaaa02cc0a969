#include "testing/schema_lookup.hpp"

#include "http/json_member.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <string>

namespace coai::testing {

namespace json = boost::json;

namespace {

const json::array* list_member(const json::object& schema, std::string_view key) {
    const json::value* value = schema.if_contains(key);
    return value ? value->if_array() : nullptr;
}

bool holds(const json::array& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](const json::value& entry) {
        return entry.is_string() && http::view(entry.get_string()) == name;
    });
}

/// One step of a JSON pointer, in which ~1 stands for a slash and ~0 for a tilde.
std::string unescaped(std::string_view step) {
    std::string name;
    for (std::size_t i = 0; i < step.size(); ++i) {
        const bool escaped = step[i] == '~' && i + 1 < step.size();
        if (escaped)
            ++i;
        name += !escaped ? step[i] : step[i] == '1' ? '/' : '~';
    }
    return name;
}

/// Adds what `more` says; what is there already stays, but for lists and properties, which grow.
void merge(json::object& into, const json::object& more) {
    for (const auto& member : more) {
        json::value& own = into[member.key()];
        if (own.is_null()) {
            own = member.value();
        } else if (own.is_object() && member.value().is_object() && member.key() == "properties") {
            for (const auto& property : member.value().get_object())
                own.get_object().emplace(property.key(), property.value());
        } else if (own.is_array() && member.value().is_array() && member.key() == "required") {
            for (const json::value& name : member.value().get_array())
                own.get_array().push_back(name);
        }
    }
}

} // namespace

double number_member(const json::object& schema, std::string_view key, double otherwise) {
    const json::value* value = schema.if_contains(key);
    return value && value->is_number() ? value->to_number<double>() : otherwise;
}

std::size_t size_member(const json::object& schema, std::string_view key, std::size_t otherwise) {
    const double size = number_member(schema, key, -1);
    return size < 0 ? otherwise : static_cast<std::size_t>(size);
}

bool is_required(const json::object& schema, std::string_view name) {
    const json::array* names = list_member(schema, "required");
    return names && holds(*names, name);
}

std::string_view type_in(const json::object& schema) {
    if (const json::array* types = list_member(schema, "type")) {
        for (const json::value& type : *types) {
            const json::string* name = type.if_string();
            if (name && *name != "null")
                return http::view(*name);
        }
        return types->empty() ? "" : "null";
    }
    if (!schema.contains("type") &&
        (schema.contains("properties") || schema.contains("additionalProperties")))
        return "object";
    return http::string_member(schema, "type");
}

bool takes_null(const json::object& schema) {
    const json::array* types = list_member(schema, "type");
    return types ? holds(*types, "null") : http::string_member(schema, "type") == "null";
}

const json::object* schema_lookup::referred(const json::object& schema) const {
    std::string_view path = http::string_member(schema, "$ref");
    if (!path.starts_with('#'))
        return nullptr;
    const json::object* target = &root_;
    path.remove_prefix(1);
    while (target && !path.empty()) {
        path.remove_prefix(1);
        const std::string_view step = path.substr(0, path.find('/'));
        const json::value* member = target->if_contains(unescaped(step));
        target = member ? member->if_object() : nullptr;
        path.remove_prefix(step.size());
    }
    return target;
}

std::vector<const json::object*> schema_lookup::alternatives(const json::object& schema) {
    std::vector<const json::object*> found;
    for (const char* keyword : {"anyOf", "oneOf"}) {
        const json::array* choices = list_member(schema, keyword);
        for (std::size_t i = 0; choices && i < choices->size(); ++i) {
            if (const json::object* choice = (*choices)[i].if_object())
                found.push_back(choice);
        }
        if (!found.empty())
            break;
    }
    return found;
}

json::object schema_lookup::merged(const json::object& schema) const {
    json::object all = schema;
    all.erase("allOf");
    const json::array* parts = list_member(schema, "allOf");
    for (std::size_t i = 0; parts && i < parts->size(); ++i) {
        const json::object* part = (*parts)[i].if_object();
        if (part)
            merge(all, referred(*part) ? *referred(*part) : *part);
    }
    return all;
}

bool schema_lookup::has_value(const json::object& schema, unsigned levels) const {
    if (schema.contains("const") || schema.contains("enum") || takes_null(schema))
        return true;
    if (const json::object* target = referred(schema))
        return levels > 0 && has_value(*target, levels - 1);
    if (const auto choices = alternatives(schema); !choices.empty())
        return std::any_of(choices.begin(), choices.end(),
                           [&](const json::object* choice) { return has_value(*choice, levels); });
    if (const json::value* items = schema.if_contains("items");
        items && items->is_object() && size_member(schema, "minItems", 0) > 0)
        return levels > 0 && has_value(items->get_object(), levels - 1);
    const json::value* properties = schema.if_contains("properties");
    if (!properties || !properties->is_object())
        return true;
    for (const auto& property : properties->get_object()) {
        if (!is_required(schema, property.key()) || !property.value().is_object())
            continue;
        if (levels == 0 || !has_value(property.value().get_object(), levels - 1))
            return false;
    }
    return true;
}

} // namespace coai::testing
