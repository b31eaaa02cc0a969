#pragma once

#include "http/sse_decoder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
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

/// The names of the recorded answers of chat/completions with this kind of body ("json", "sse");
/// none, with a message, where the recordings are not available.
inline std::vector<std::string> chat_answers(std::string_view kind) {
    std::vector<std::string> files;
    if (!std::ifstream(COAI_FIXTURES "/index.json")) {
        MESSAGE("skipped: the recorded answers are not available (COAI_FIXTURES)");
        return files;
    }
    const auto index = parse(read("index.json"));
    for (const auto& entry : index.as_array()) {
        const std::string endpoint(entry.at("endpoint").as_string());
        const bool wanted = endpoint.ends_with("/chat/completions") &&
                            entry.at("kind").as_string() == kind && entry.at("status") == 200;
        if (wanted)
            files.emplace_back(entry.at("file").as_string());
    }
    CHECK(files.size() >= 15);
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
