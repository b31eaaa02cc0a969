#pragma once

#include <coai/chat/content.hpp>

#include <cstddef>

namespace coai::chat {

/// How the codec gets at a content: an optional one of string, list of parts and object.
struct content_wire {
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
