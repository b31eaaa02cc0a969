#pragma once

#include "http/sse_decoder.hpp"

#include <coai/headers.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Bodies of real servers' answers, where they are available.

namespace recordings {

inline std::string read(std::string_view file) {
    const std::string path = COAI_FIXTURES "/" + std::string(file);
    std::ifstream stream(path, std::ios::binary);
    REQUIRE_MESSAGE(stream.good(), path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

inline boost::json::value parse(std::string_view text) {
    return boost::json::parse(boost::json::string_view(text.data(), text.size()));
}

/// What index.json says of a recording.
struct recording {
    std::string file;
    /// json, sse, jsonl or empty.
    std::string kind;
    std::string method;
    std::string endpoint;
    unsigned status = 0;
    coai::headers headers;

    bool is_chat() const { return endpoint.ends_with("/chat/completions"); }
};

/// All recordings; none, with a message, where they are not available.
inline std::vector<recording> all() {
    std::vector<recording> found;
    if (!std::ifstream(COAI_FIXTURES "/index.json")) {
        MESSAGE("skipped: the recorded answers are not available (COAI_FIXTURES)");
        return found;
    }
    const auto text = [](const boost::json::value& value) {
        return std::string(value.as_string());
    };
    const auto index = parse(read("index.json"));
    for (const auto& entry : index.as_array()) {
        recording each;
        each.file = text(entry.at("file"));
        each.kind = text(entry.at("kind"));
        each.method = text(entry.at("method"));
        each.endpoint = text(entry.at("endpoint"));
        each.status = entry.at("status").to_number<unsigned>();
        for (const auto& field : entry.at("headers").as_object())
            each.headers.add(std::string(field.key()), text(field.value()));
        found.push_back(std::move(each));
    }
    return found;
}

/// The names of the recorded answers of chat/completions with this kind of body ("json", "sse").
inline std::vector<std::string> chat_answers(std::string_view kind) {
    std::vector<std::string> files;
    const auto recorded = all();
    for (const auto& each : recorded) {
        if (each.is_chat() && each.kind == kind && each.status == 200)
            files.push_back(each.file);
    }
    CHECK((recorded.empty() || files.size() >= 15));
    return files;
}

/// The data of a recorded stream's chunks, without [DONE] and without the events that are errors.
inline std::vector<std::string> chunks(std::string_view file) {
    const std::string body = read(file);
    std::vector<std::string> result;
    coai::http::sse_decoder decoder;
    coai::http::sse_event event;
    coai::http::error_code error;
    decoder.feed(body);
    while (decoder.next(event, error)) {
        if (event.event.empty() && event.data != "[DONE]")
            result.emplace_back(event.data);
    }
    CHECK_FALSE(error);
    return result;
}

} // namespace recordings
