#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

// Damage to what was recorded.

namespace recordings {

/// Calls `visit` with each member and element of `value`, however deep, one after the other
/// replaced by each of `values`, and left out.
template <class Visit>
void mutate(boost::json::value& root, boost::json::value& value,
            const std::vector<boost::json::value>& values, const Visit& visit) {
    const auto replace = [&](boost::json::value& slot) {
        const boost::json::value original = slot;
        for (const auto& other : values) {
            slot = other;
            visit(root);
        }
        slot = original;
        mutate(root, slot, values, visit);
    };
    if (value.is_object()) {
        const boost::json::object original = value.get_object();
        for (const auto& member : original) {
            value.get_object().erase(member.key());
            visit(root);
            value = original;
            replace(value.get_object().at(member.key()));
        }
    } else if (value.is_array() && !value.get_array().empty()) {
        // One element stands for all: a long list of tokens is no news.
        replace(value.get_array().front());
    }
}

inline const std::vector<boost::json::value> strange_values = {
    nullptr,
    true,
    -1,
    2.5,
    "",
    "text",
    boost::json::array{1, nullptr},
    boost::json::object{{"a", boost::json::array()}}};

/// Texts of a length between nothing and all of `text`, two hundred or so.
template <class Visit>
void truncate(std::string_view text, const Visit& visit) {
    const std::size_t step = text.size() / 200 + 1;
    for (std::size_t length = 0; length < text.size(); length += step)
        visit(text.substr(0, length));
}

} // namespace recordings
