#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace coai::test {

/// Checks values against JSON schemas. Written from the specification, apart from the library's
/// emitter and the emulator's sampler, so that they can be held against it. A keyword that it does
/// not know counts as a violation.
class schema_validator {
public:
    using value = boost::json::value;
    using object = boost::json::object;

    explicit schema_validator(const object& schema) : root_(schema) {}

    /// What is wrong with the value, with its place; empty if it follows the schema.
    std::string violation(const value& checked) const { return check(root_, checked, "$"); }

private:
    static std::string text(const boost::json::string& from) { return {from.data(), from.size()}; }

    std::string check(const value& schema, const value& checked, const std::string& at) const {
        if (schema.is_bool())
            return schema.get_bool() ? "" : at + ": nothing is allowed here";
        return check(schema.as_object(), checked, at);
    }

    std::string check(const object& schema, const value& checked, const std::string& at) const {
        for (const auto& [key, rule] : schema) {
            const std::string wrong = check_keyword(schema, key, rule, checked, at);
            if (!wrong.empty())
                return wrong;
        }
        return {};
    }

    std::string check_keyword(const object& schema, std::string_view key, const value& rule,
                              const value& checked, const std::string& at) const {
        static const std::set<std::string_view> annotations = {"$defs", "description", "title",
                                                               "format"};
        if (annotations.contains(key))
            return {};
        if (key == "type")
            return has_type(rule, checked) ? "" : at + ": is not " + serialized(rule);
        if (key == "const")
            return checked == rule ? "" : at + ": is not the constant";
        if (key == "enum")
            return contains(rule.as_array(), checked) ? "" : at + ": is no value of the enum";
        if (key == "$ref")
            return check(*resolve(text(rule.as_string())), checked, at);
        if (key == "anyOf" || key == "oneOf" || key == "allOf")
            return check_combination(key, rule.as_array(), checked, at);
        if (key == "properties" || key == "required" || key == "additionalProperties" ||
            key == "minProperties" || key == "maxProperties")
            return checked.is_object() ? check_object(schema, key, rule, checked.get_object(), at)
                                       : "";
        if (key == "items" || key == "prefixItems" || key == "minItems" || key == "maxItems")
            return checked.is_array() ? check_array(schema, key, rule, checked.get_array(), at)
                                      : "";
        if (key == "minLength" || key == "maxLength")
            return checked.is_string() ? check_length(key, rule, text(checked.get_string()), at)
                                       : "";
        return check_number(key, rule, checked, at);
    }

    static std::string serialized(const value& rule) {
        return rule.is_string() ? text(rule.get_string()) : "one of the types";
    }

    static bool contains(const boost::json::array& list, const value& wanted) {
        return std::find(list.begin(), list.end(), wanted) != list.end();
    }

    static bool has_type(const value& rule, const value& checked) {
        if (const auto* types = rule.if_array())
            return std::any_of(types->begin(), types->end(),
                               [&](const value& each) { return has_type(each, checked); });
        const std::string type = text(rule.as_string());
        if (type == "integer")
            return checked.is_int64() || checked.is_uint64() ||
                   (checked.is_double() &&
                    std::trunc(checked.get_double()) == checked.get_double());
        return (type == "null" && checked.is_null()) || (type == "boolean" && checked.is_bool()) ||
               (type == "number" && checked.is_number()) ||
               (type == "string" && checked.is_string()) ||
               (type == "array" && checked.is_array()) || (type == "object" && checked.is_object());
    }

    const value* resolve(std::string_view reference) const {
        constexpr std::string_view definitions = "#/$defs/";
        if (!reference.starts_with(definitions))
            throw std::logic_error("a reference to elsewhere: " + std::string(reference));
        return &root_.at("$defs").as_object().at(reference.substr(definitions.size()));
    }

    std::string check_combination(std::string_view key, const boost::json::array& schemas,
                                  const value& checked, const std::string& at) const {
        std::size_t fitting = 0;
        std::string last;
        for (const value& schema : schemas) {
            const std::string wrong = check(schema, checked, at);
            fitting += wrong.empty() ? 1 : 0;
            if (!wrong.empty())
                last = wrong;
        }
        const bool good = key == "allOf"   ? fitting == schemas.size()
                          : key == "oneOf" ? fitting == 1
                                           : fitting > 0;
        return good ? "" : at + ": does not fit " + std::string(key) + ", such as " + last;
    }

    std::string check_object(const object& schema, std::string_view key, const value& rule,
                             const object& checked, const std::string& at) const {
        if (key == "minProperties" || key == "maxProperties")
            return within(key, rule, checked.size()) ? "" : at + ": has too few or many members";
        if (key == "required") {
            for (const value& name : rule.as_array()) {
                if (!checked.contains(name.as_string()))
                    return at + ": lacks " + text(name.as_string());
            }
            return {};
        }
        const object none;
        const auto* named = schema.if_contains("properties");
        const object& properties = named ? named->as_object() : none;
        for (const auto& [name, member] : checked) {
            const auto* property = properties.if_contains(name);
            const std::string place = at + '.' + std::string(name);
            std::string wrong;
            if (key == "properties" && property)
                wrong = check(*property, member, place);
            if (key == "additionalProperties" && !property)
                wrong = check(rule, member, place);
            if (!wrong.empty())
                return wrong;
        }
        return {};
    }

    std::string check_array(const object& schema, std::string_view key, const value& rule,
                            const boost::json::array& checked, const std::string& at) const {
        if (key == "minItems" || key == "maxItems")
            return within(key, rule, checked.size()) ? "" : at + ": has too few or many items";
        const auto* prefix = schema.if_contains("prefixItems");
        const std::size_t prefix_size = prefix ? prefix->as_array().size() : 0;
        for (std::size_t i = 0; i < checked.size(); ++i) {
            const std::string place = at + '[' + std::to_string(i) + ']';
            std::string wrong;
            if (key == "prefixItems" && i < prefix_size)
                wrong = check(rule.as_array()[i], checked[i], place);
            if (key == "items" && i >= prefix_size)
                wrong = check(rule, checked[i], place);
            if (!wrong.empty())
                return wrong;
        }
        return {};
    }

    static bool within(std::string_view key, const value& bound, std::size_t size) {
        const auto limit = bound.to_number<std::size_t>();
        return key.starts_with("min") ? size >= limit : size <= limit;
    }

    static std::string check_length(std::string_view key, const value& bound,
                                    const std::string& checked, const std::string& at) {
        const auto characters = std::count_if(checked.begin(), checked.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
        });
        return within(key, bound, static_cast<std::size_t>(characters))
                   ? ""
                   : at + ": is too short or too long";
    }

    static std::string check_number(std::string_view key, const value& rule, const value& checked,
                                    const std::string& at) {
        const double bound = rule.is_number() ? rule.to_number<double>() : 0;
        const double number = checked.is_number() ? checked.to_number<double>() : bound;
        bool good = true;
        if (key == "minimum")
            good = number >= bound;
        else if (key == "maximum")
            good = number <= bound;
        else if (key == "exclusiveMinimum")
            good = !checked.is_number() || number > bound;
        else if (key == "exclusiveMaximum")
            good = !checked.is_number() || number < bound;
        else if (key == "multipleOf")
            good = std::fmod(number, bound) == 0;
        else
            return at + ": a keyword that is not known: " + std::string(key);
        return good ? "" : at + ": is out of bounds";
    }

    const object& root_;
};

} // namespace coai::test
