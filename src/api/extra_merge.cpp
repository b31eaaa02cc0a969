#include "api/extra_merge.hpp"

#include "api/memory_size.hpp"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace coai::api {

namespace {

// Groq's `channel` is in every delta, Anthropic's `signature` in one.
bool is_sent_whole(std::string_view name) {
    constexpr std::string_view names[] = {
        "channel",   "extra_content",     "format", "id", "index", "name", "role",
        "signature", "thought_signature", "type"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

void merge_value(boost::json::value& into, const boost::json::value& from, repeated rule,
                 std::size_t& size) {
    if (into.is_object() && from.is_object()) {
        merge_extra(into.get_object(), from.get_object(), rule, size);
        return;
    }
    if (rule == repeated::continues && into.is_string() && from.is_string()) {
        into.get_string().append(from.get_string());
        size += from.get_string().size();
        return;
    }
    if (rule == repeated::continues && into.is_array() && from.is_array()) {
        auto& list = into.get_array();
        list.insert(list.end(), from.get_array().begin(), from.get_array().end());
        size += memory_size(from);
        return;
    }
    size -= memory_size(into);
    into = from;
    size += memory_size(into);
}

} // namespace

void merge_extra(boost::json::object& into, const boost::json::object& from, repeated rule,
                 std::size_t& size) {
    for (const auto& [name, value] : from) {
        if (value.is_null())
            continue;
        const auto [member, is_new] = into.emplace(name, value);
        if (is_new)
            size += name.size() + memory_size(value);
        else
            merge_value(member->value(), value, is_sent_whole(name) ? repeated::replaces : rule,
                        size);
    }
}

} // namespace coai::api
