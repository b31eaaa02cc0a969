#pragma once

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>

// Compares what was recorded with what became of it.

namespace recordings {

inline bool says_nothing(const boost::json::value& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty()) ||
           (value.is_array() && value.get_array().empty()) ||
           (value.is_object() && value.get_object().empty());
}

inline double number(const boost::json::value& value) {
    if (value.is_int64())
        return static_cast<double>(value.get_int64());
    return value.is_uint64() ? static_cast<double>(value.get_uint64()) : value.get_double();
}

/// Where `all` lacks something that `part` has; empty when it has everything. Null, "", [] and {}
/// are nothing, a number is the same in every form.
inline std::string missing(const boost::json::value& part, const boost::json::value& all) {
    if (says_nothing(part))
        return {};
    if (part.is_object() && all.is_object()) {
        for (const auto& [name, value] : part.get_object()) {
            const auto* const other = all.get_object().if_contains(name);
            const auto where = missing(value, other != nullptr ? *other : boost::json::value());
            if (!where.empty())
                return "." + std::string(name) + where;
        }
        return {};
    }
    if (part.is_array() && all.is_array()) {
        if (part.get_array().size() > all.get_array().size())
            return " is too short";
        for (std::size_t index = 0; index < part.get_array().size(); ++index) {
            const auto where = missing(part.get_array()[index], all.get_array()[index]);
            if (!where.empty())
                return "[" + std::to_string(index) + "]" + where;
        }
        return {};
    }
    if (part.is_number() && all.is_number())
        return number(part) == number(all) ? "" : " is another number";
    return part == all ? "" : " differs";
}

/// Where `made` has something that did not come: numbers that are 0, objects of such, and made-up
/// ids aside.
inline std::string invented(const boost::json::value& made, const boost::json::value& came) {
    if (made.is_object() && (came.is_object() || says_nothing(came))) {
        for (const auto& [name, value] : made.get_object()) {
            const auto* const other =
                came.is_object() ? came.get_object().if_contains(name) : nullptr;
            const bool is_default = value.is_number() && number(value) == 0;
            const bool is_id =
                name == "id" && value.is_string() && value.get_string().starts_with("call_");
            const bool was_empty = other == nullptr || says_nothing(*other);
            if (was_empty && (says_nothing(value) || is_default || is_id))
                continue;
            if (was_empty && !value.is_object())
                return "." + std::string(name) + " was invented";
            const auto where = invented(value, other != nullptr ? *other : boost::json::value());
            if (!where.empty())
                return "." + std::string(name) + where;
        }
        return {};
    }
    if (made.is_array() && came.is_array()) {
        for (std::size_t index = 0; index < made.get_array().size(); ++index) {
            if (index == came.get_array().size())
                return " is too long";
            const auto where = invented(made.get_array()[index], came.get_array()[index]);
            if (!where.empty())
                return "[" + std::to_string(index) + "]" + where;
        }
    }
    return {};
}

} // namespace recordings
