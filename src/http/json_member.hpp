#pragma once

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <string_view>

namespace coai::http {

inline std::string_view view(const boost::json::string& text) noexcept {
    return {text.data(), text.size()};
}

/// A member that is a string; empty if it is absent or anything else.
inline std::string_view string_member(const boost::json::object& object,
                                      std::string_view key) noexcept {
    const auto* value = object.if_contains(key);
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? view(*text) : std::string_view();
}

/// A member that is an object; null if it is absent or anything else.
inline const boost::json::object* object_member(const boost::json::object& object,
                                                std::string_view key) noexcept {
    const auto* value = object.if_contains(key);
    return value != nullptr ? value->if_object() : nullptr;
}

/// A member that is true or false; `otherwise` if it is absent or anything else.
inline bool flag_member(const boost::json::object& object, std::string_view key,
                        bool otherwise) noexcept {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

} // namespace coai::http
