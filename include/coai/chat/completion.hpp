#pragma once

#include <coai/chat/message.hpp>
#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>
#include <coai/response.hpp>
#include <coai/usage.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coai::chat {

/// Why an answer ended. Servers send other words too; see open_enum.
enum class finish_reason { stop, length, tool_calls, content_filter, function_call };

} // namespace coai::chat

template <>
struct coai::enum_names<coai::chat::finish_reason> {
    static constexpr enum_name<chat::finish_reason> entries[] = {
        {chat::finish_reason::stop, "stop"},
        {chat::finish_reason::length, "length"},
        {chat::finish_reason::tool_calls, "tool_calls"},
        {chat::finish_reason::content_filter, "content_filter"},
        {chat::finish_reason::function_call, "function_call"},
    };
};

namespace coai::chat {

/// A token that could have stood in a place, and how likely it was.
struct top_logprob {
    top_logprob() {}

    std::string token;
    double logprob = 0;
    /// The token's UTF-8 bytes, where it has any.
    std::optional<std::vector<int>> bytes;
    boost::json::object extra;
};

/// A token of the answer, how likely it was, and what else was likely.
struct token_logprob {
    token_logprob() {}

    std::string token;
    double logprob = 0;
    std::optional<std::vector<int>> bytes;
    std::vector<top_logprob> top_logprobs;
    boost::json::object extra;
};

/// Log probabilities of an answer's tokens.
struct choice_logprobs {
    choice_logprobs() {}

    std::vector<token_logprob> content;
    std::vector<token_logprob> refusal;
    boost::json::object extra;
};

/// One of the answers to a request.
struct choice {
    choice() {}

    /// Number of the answer; its position where the server left it out.
    int index = -1;
    chat::message message;
    /// Empty where the server gave none. Decide by the presence of tool calls, not by this, whether
    /// the model wants tools: Gemini says "stop" to them at times.
    open_enum<chat::finish_reason> finish_reason;
    std::optional<choice_logprobs> logprobs;
    boost::json::object extra;
};

/// The answer of `POST chat/completions`. Every member may be absent in practice; unknown ones are
/// in `extra`.
struct completion {
    completion() {}

    /// The first answer's text, without thoughts; empty when it has none.
    std::string_view text() const noexcept;
    /// The first answer's thoughts, see message::thought(); empty when it has none.
    std::string_view thought() const noexcept;
    /// The first answer's tool calls; empty when it has none.
    const std::vector<tool_call>& tool_calls() const noexcept;

    std::string id;
    std::string object;
    /// Unix time; 0 where the server left it out.
    std::int64_t created = 0;
    std::string model;
    std::vector<choice> choices;
    std::optional<coai::usage> usage;
    std::string service_tier;
    std::string system_fingerprint;
    boost::json::object extra;

    /// Status, headers, request id, attempts and timings. Not on the wire.
    response_info response;
};

} // namespace coai::chat

namespace coai::json::detail {

template <>
struct type_of<chat::top_logprob> {
    static const object_type value;
};

template <>
struct type_of<chat::token_logprob> {
    static const object_type value;
};

template <>
struct type_of<chat::choice_logprobs> {
    static const object_type value;
};

template <>
struct type_of<chat::choice> {
    static const object_type value;
};

template <>
struct type_of<chat::completion> {
    static const object_type value;
};

} // namespace coai::json::detail
