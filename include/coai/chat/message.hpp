#pragma once

#include <coai/chat/content.hpp>
#include <coai/chat/tool.hpp>
#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::chat {

/// Who says a message.
enum class role { system, developer, user, assistant, tool, function };

} // namespace coai::chat

template <>
struct coai::enum_names<coai::chat::role> {
    static constexpr enum_name<chat::role> entries[] = {
        {chat::role::system, "system"}, {chat::role::developer, "developer"},
        {chat::role::user, "user"},     {chat::role::assistant, "assistant"},
        {chat::role::tool, "tool"},     {chat::role::function, "function"},
    };
};

namespace coai::chat {

/// A web page that an answer cites.
struct url_citation {
    url_citation() {}

    std::int64_t start_index = 0;
    std::int64_t end_index = 0;
    std::string url;
    std::string title;
    boost::json::object extra;
};

/// A remark on an answer's text.
struct annotation {
    annotation() {}

    std::string type;
    std::optional<chat::url_citation> url_citation;
    boost::json::object extra;
};

/// Sound in an answer; in a request, only its id, to refer to an earlier one.
struct message_audio {
    message_audio() {}

    std::string id;
    /// Unix time after which the server forgets it.
    std::optional<std::int64_t> expires_at;
    /// The bytes in base64.
    std::string data;
    std::string transcript;
    boost::json::object extra;
};

/// One message of a conversation, in requests and answers alike: an assistant's message is put
/// into the next request as it came, and loses nothing on the way but the thoughts in its text.
struct message {
    message() {}
    message(open_enum<chat::role> who, chat::content what)
        : role(std::move(who)), content(std::move(what)) {}

    static message system(chat::content what);
    static message developer(chat::content what);
    static message user(chat::content what);
    static message assistant(chat::content what);
    /// A tool's answer to the call with this id. Gemini also wants the function's name.
    static message tool(std::string call_id, chat::content result, std::string function_name = {});
    /// The answer to `call`, with its id and name filled in.
    static message tool(const tool_call& call, chat::content result);

    /// The text of the content, without thoughts; empty when there is none.
    std::string_view text() const noexcept { return content.text(); }

    /// What the model thought, where the server says so: in front of the text (Gemini), or as
    /// `reasoning_content` (DeepSeek, vLLM) or `reasoning` (OpenRouter) in `extra`. Empty
    /// otherwise.
    std::string_view thought() const noexcept;

    open_enum<chat::role> role;
    chat::content content;
    std::string name;
    std::optional<std::string> refusal;
    std::vector<tool_call> tool_calls;
    std::string tool_call_id;
    std::optional<message_audio> audio;
    std::vector<annotation> annotations;
    boost::json::object extra;
};

} // namespace coai::chat

namespace coai::json::detail {

template <>
struct type_of<chat::url_citation> {
    static const object_type value;
};

template <>
struct type_of<chat::annotation> {
    static const object_type value;
};

template <>
struct type_of<chat::message_audio> {
    static const object_type value;
};

template <>
struct type_of<chat::message> {
    static const object_type value;
};

} // namespace coai::json::detail
