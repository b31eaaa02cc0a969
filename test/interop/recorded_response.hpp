#pragma once

#include "api/recordings.hpp"
#include "interop/replay_server.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Recordings as responses: framed in some way, and cut somewhere.

namespace replay {

using recordings::recording;

/// Where `text` is cut in two: before the character at that place.
using cutter = bool (*)(std::string_view text, std::size_t at);

inline bool nowhere(std::string_view, std::size_t) { return false; }

/// Before every byte; of a long text only near its ends, and in between now and then.
inline bool everywhere(std::string_view text, std::size_t at) {
    constexpr std::size_t near = 256;
    return at < near || at + near > text.size() || at % 997 == 0;
}

/// Within characters of several bytes, escapes and names of fields; around line ends.
inline bool awkwardly(std::string_view text, std::size_t at) {
    const auto is_line_end = [&](std::size_t place) {
        return text[place] == '\r' || text[place] == '\n';
    };
    const bool within_character = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    const bool within_escape =
        text[at - 1] == '\\' || (at >= 2 && text[at - 2] == '\\' && text[at - 1] == 'u');
    const bool within_name = at >= 3 && text[at - 3] == '\n';
    return within_character || within_escape || within_name || is_line_end(at) ||
           is_line_end(at - 1);
}

inline pieces cut(std::string_view text, cutter where) {
    pieces result;
    std::size_t begin = 0;
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (where(text, at)) {
            result.emplace_back(text.substr(begin, at - begin));
            begin = at;
        }
    }
    if (begin < text.size())
        result.emplace_back(text.substr(begin));
    return result;
}

/// How the end of the body is marked.
enum class framing { length, chunked, until_close };

inline bool depends_on_framing(std::string_view name) {
    return name == "content-length" || name == "transfer-encoding" || name == "connection";
}

/// Status line and headers as recorded, but for the framing.
inline std::string response_head(const recording& recorded, std::size_t length, framing end) {
    std::string head = "HTTP/1.1 " + std::to_string(recorded.status) + " As Recorded\r\n";
    for (const auto field : recorded.headers) {
        if (!depends_on_framing(field.name))
            head += std::string(field.name) + ": " + std::string(field.value) + "\r\n";
    }
    if (!recorded.headers.contains("content-type"))
        head += recorded.kind == "sse" ? "content-type: text/event-stream\r\n"
                                       : "content-type: application/json\r\n";
    if (end == framing::length)
        head += "content-length: " + std::to_string(length) + "\r\n";
    if (end == framing::chunked)
        head += "transfer-encoding: chunked\r\n";
    return head + "connection: close\r\n\r\n";
}

/// Each piece as a chunk of HTTP's, whose own parts arrive one by one.
inline pieces as_chunks(const pieces& body) {
    pieces result;
    for (const std::string& piece : body) {
        char size[20];
        std::snprintf(size, sizeof size, "%zx", piece.size());
        result.insert(result.end(), {size, "\r", "\n", piece, "\r", "\n"});
    }
    result.insert(result.end(), {"0\r", "\n\r\n"});
    return result;
}

/// The response of a recording with this body.
inline pieces respond(const recording& recorded, std::string_view body, framing end, cutter where) {
    pieces result = cut(response_head(recorded, body.size(), end), where);
    pieces rest = cut(body, where);
    if (end == framing::chunked)
        rest = as_chunks(rest);
    if (where == nowhere) { // one write for all
        std::string all = result.empty() ? "" : result.front();
        for (const std::string& piece : rest)
            all += piece;
        return {all};
    }
    result.insert(result.end(), rest.begin(), rest.end());
    return result;
}

inline std::string as_event(std::string_view data) { return "data: " + std::string(data) + "\n\n"; }

/// The recordings that a test is for. What was quoted as single chunks of a stream becomes a
/// stream again, in `body`.
struct replayed {
    recording recorded;
    std::string body;
};

inline replayed as_sent(recording recorded) {
    replayed result{std::move(recorded), {}};
    result.recorded.headers.erase("content-encoding"); // which was undone
    result.body = recordings::read(result.recorded.file);
    const std::string& file = result.recorded.file;
    if (file.find("/chunk-") != std::string::npos) {
        result.body = as_event(result.body) + as_event("[DONE]");
        result.recorded.kind = "sse";
    } else if (file.find("/choices-") != std::string::npos) {
        std::istringstream lines(result.body);
        result.body.clear();
        for (std::string line; std::getline(lines, line);)
            result.body += line.empty() ? "" : as_event(R"({"choices":[)" + line + "]}");
        result.body += as_event("[DONE]");
        result.recorded.kind = "sse";
    }
    return result;
}

inline bool is_answer(const recording& recorded) {
    return recorded.status == 200 && recorded.kind != "sse" && !recorded.kind.empty();
}
inline bool is_stream(const recording& recorded) { return recorded.kind == "sse"; }
inline bool is_error(const recording& recorded) { return recorded.status >= 400; }

template <class Wanted>
std::vector<replayed> responses(Wanted wanted) {
    std::vector<replayed> result;
    for (recording& each : recordings::all()) {
        replayed sent = as_sent(std::move(each));
        if (wanted(sent.recorded))
            result.push_back(std::move(sent));
    }
    return result;
}

/// The chunks of a stream, up to the one that is an error. All recorded ones are single lines.
inline boost::json::array chunks_said(std::string_view body) {
    boost::json::array result;
    std::istringstream lines{std::string(body)};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("data: {"))
            continue;
        auto chunk = recordings::parse(std::string_view(line).substr(6));
        if (chunk.as_object().contains("error"))
            break;
        result.push_back(std::move(chunk));
    }
    return result;
}

} // namespace replay
