#pragma once

#include "testing/chat_requests.hpp"

#include "testing/router.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace coai::testing {

inline const std::string gemini_path = "/v1beta/openai/chat/completions";
inline const std::string openai_path = "/v1/chat/completions";

/// The routes of an emulator, without the emulator.
struct routes {
    explicit routes(emulator_options chosen = {})
        : options(std::move(chosen)), all(make_router(options, state)) {}

    reply ask(const std::string& body, const std::string& path = gemini_path) const {
        request asked;
        asked.method = "POST";
        asked.target = path;
        asked.headers.add("authorization", "Bearer emulator-key");
        asked.body = body;
        return all.handle(asked);
    }

    boost::json::value completion(const std::string& body,
                                  const std::string& path = gemini_path) const {
        const reply answer = ask(body, path);
        REQUIRE_MESSAGE(answer.status == 200, answer.events.front().text);
        return boost::json::parse(answer.events.front().text);
    }

    /// The JSON of a stream's events, which must end in `[DONE]`.
    std::vector<boost::json::value> chunks(const std::string& body,
                                           const std::string& path = gemini_path) const {
        const reply answer = ask(body, path);
        REQUIRE_MESSAGE(answer.status == 200, answer.events.front().text);
        CHECK(answer.stream);
        std::vector<boost::json::value> parsed;
        for (const event& each : answer.events) {
            REQUIRE(each.text.starts_with("data: "));
            REQUIRE(each.text.ends_with("\n\n"));
            const std::string text = each.text.substr(6, each.text.size() - 8);
            if (text != "[DONE]")
                parsed.push_back(boost::json::parse(text));
        }
        CHECK(parsed.size() == answer.events.size() - 1);
        CHECK(answer.events.back().text == "data: [DONE]\n\n");
        return parsed;
    }

    /// Gemini's error: status, and the message.
    std::string refusal(const std::string& body, unsigned status = 400) const {
        const reply answer = ask(body);
        CHECK(answer.status == status);
        const boost::json::value error =
            boost::json::parse(answer.events.front().text).at(0).at("error");
        CHECK(error.at("code") == status);
        return std::string(error.at("message").as_string().c_str());
    }

    boost::json::value openai_refusal(const std::string& body, unsigned status = 400) const {
        const reply answer = ask(body, openai_path);
        CHECK(answer.status == status);
        return boost::json::parse(answer.events.front().text).at("error");
    }

    emulator_options options;
    emulator_state state;
    router all;
};

inline std::string text_of(const boost::json::value& choice, const char* holder) {
    const boost::json::value* content = choice.at(holder).as_object().if_contains("content");
    return content && content->is_string() ? std::string(content->as_string().c_str()) : "";
}

inline std::string message_text(const boost::json::value& completion, std::size_t choice = 0) {
    return text_of(completion.at("choices").at(choice), "message");
}

inline std::vector<std::string> keys_of(const boost::json::value& object) {
    std::vector<std::string> keys;
    for (const auto& member : object.as_object())
        keys.emplace_back(member.key());
    return keys;
}

} // namespace coai::testing
