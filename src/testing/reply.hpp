#pragma once

#include "testing/byte_source.hpp"

#include <coai/headers.hpp>
#include <coai/testing/fault.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::testing {

/// A part of an answer, which the model takes time to make.
struct event {
    explicit event(std::string content, std::int64_t token_count = 0)
        : text(std::move(content)), tokens(token_count) {}

    std::string text;
    std::int64_t tokens;
};

/// What a route answers, before it is framed and sent.
struct reply {
    reply() {}

    /// An answer in one piece.
    static reply whole(unsigned status, std::string_view content_type, std::string body,
                       std::int64_t tokens = 0) {
        reply result;
        result.status = status;
        result.headers.add("content-type", content_type);
        result.events.emplace_back(std::move(body), tokens);
        return result;
    }

    /// An answer whose body is a file.
    static reply file(std::string_view content_type, byte_source content) {
        reply result = whole(200, content_type, {});
        result.content = std::move(content);
        result.framing = body_framing_kind::content_length;
        return result;
    }

    unsigned status = 200;
    coai::headers headers;
    /// One, or those of a stream.
    std::vector<event> events;
    /// In place of the one event's text.
    byte_source content;
    /// Whether each event is sent as soon as it is there.
    bool stream = false;
    body_framing_kind framing = body_framing_kind::chunked;
};

} // namespace coai::testing
