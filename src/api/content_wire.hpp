#pragma once

#include <coai/chat/content.hpp>
#include <coai/json/standard_types.hpp>
#include <coai/json/type.hpp>

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace coai::chat {

/// How the codec gets at a content: an optional one of string, list of parts and object.
struct content_wire {
    // In the order of content::kind.
    static constexpr const json::detail::type* alternatives[] = {
        &json::detail::type_of<std::string>::value,
        &json::detail::type_of<std::vector<content_part>>::value,
        &json::detail::type_of<boost::json::object>::value,
    };

    static void* engage(void* optional) { return optional; }
    static void* get(void* optional);
    static void reset(void* optional);

    static void* emplace(void* choice, std::size_t index);
    static std::size_t index(void* choice);
    static void* alternative(void* choice);

    /// After reading: makes text() the text of all parts.
    static void finish(void* choice);
};

} // namespace coai::chat
