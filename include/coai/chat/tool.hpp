#pragma once

#include <coai/json/type.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coai::chat {

/// A function that the model may call.
struct function_definition {
    function_definition() {}

    std::string name;
    std::string description;
    /// JSON schema of the arguments; absent for a function without any.
    std::optional<boost::json::object> parameters;
    /// Whether the arguments must follow the schema exactly.
    std::optional<bool> strict;
    boost::json::object extra;
};

/// A tool that the model may use; the functions of a request, as a rule.
struct tool {
    tool() {}

    /// A function with the JSON schema of its arguments, if it has any; coai::tool<T>() makes the
    /// schema from a type. `strict` as in function_definition.
    static tool function(std::string name, std::string description,
                         std::optional<boost::json::object> parameters = std::nullopt,
                         std::optional<bool> strict = std::nullopt);

    /// "function", "custom", or a server's own word.
    std::string type;
    std::optional<function_definition> function_tool;
    /// Members of a custom tool (`name`, `description`, `format`), untyped.
    std::optional<boost::json::object> custom;
    boost::json::object extra;
};

/// Which tool the model must use, if any.
class tool_choice {
public:
    tool_choice() {}
    /// "auto", "none", "required", or a server's own word.
    tool_choice(std::string_view mode) : value_(mode) {}
    tool_choice(const char* mode) : tool_choice(std::string_view(mode)) {}

    /// The model must call this function.
    static tool_choice function(std::string_view name);
    /// The model must use this custom tool.
    static tool_choice custom(std::string_view name);
    /// The model may ("auto") or must ("required") use one of these functions.
    static tool_choice allowed(std::string_view mode, const std::vector<std::string>& functions);
    /// Anything else, as it is.
    static tool_choice raw(boost::json::value value);

    /// True when nothing was chosen; then nothing is sent.
    bool empty() const noexcept { return value_.is_null(); }

    /// The choice in the form it is sent.
    const boost::json::value& json() const noexcept { return value_; }

private:
    friend struct tool_choice_wire;

    boost::json::value value_;
};

/// Name and arguments of a function call.
struct function_call {
    function_call() {}

    std::string name;
    /// JSON text, as the model wrote it: valid as a rule, not always.
    std::string arguments;
    boost::json::object extra;
};

/// Name and input of a custom tool's call.
struct custom_call {
    custom_call() {}

    std::string name;
    std::string input;
    boost::json::object extra;
};

/// A tool call of the model. Send the whole message that holds it back with the tool's answer:
/// `extra` carries what the server wants to see again (Gemini's thought signature).
struct tool_call {
    tool_call() {}

    std::string id;
    /// "function" or "custom".
    std::string type;
    std::optional<function_call> function;
    std::optional<custom_call> custom;
    boost::json::object extra;
    /// True when the server gave no id and the client made `id` up. Not on the wire.
    bool synthetic_id = false;
};

/// A piece of a tool call in a stream. See completion_accumulator for how pieces join.
struct tool_call_delta {
    tool_call_delta() {}

    /// The call that the piece belongs to; some servers (Gemini) leave it out.
    std::optional<int> index;
    std::string id;
    std::string type;
    std::optional<function_call> function;
    std::optional<custom_call> custom;
    boost::json::object extra;
};

} // namespace coai::chat

namespace coai::json::detail {

template <>
struct type_of<chat::function_definition> {
    static const object_type value;
};

template <>
struct type_of<chat::tool> {
    static const object_type value;
};

template <>
struct type_of<chat::tool_choice> {
    static const optional_type value;
};

template <>
struct type_of<chat::function_call> {
    static const object_type value;
};

template <>
struct type_of<chat::custom_call> {
    static const object_type value;
};

template <>
struct type_of<chat::tool_call> {
    static const object_type value;
};

template <>
struct type_of<chat::tool_call_delta> {
    static const object_type value;
};

} // namespace coai::json::detail
