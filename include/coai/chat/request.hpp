#pragma once

#include <coai/chat/message.hpp>
#include <coai/chat/tool.hpp>
#include <coai/gemini/google_options.hpp>
#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace coai::chat {

/// How long a reasoning model may think. Models differ in what they accept.
enum class reasoning_effort { none, minimal, low, medium, high, xhigh, max };

} // namespace coai::chat

template <>
struct coai::enum_names<coai::chat::reasoning_effort> {
    static constexpr enum_name<chat::reasoning_effort> entries[] = {
        {chat::reasoning_effort::none, "none"}, {chat::reasoning_effort::minimal, "minimal"},
        {chat::reasoning_effort::low, "low"},   {chat::reasoning_effort::medium, "medium"},
        {chat::reasoning_effort::high, "high"}, {chat::reasoning_effort::xhigh, "xhigh"},
        {chat::reasoning_effort::max, "max"},
    };
};

namespace coai::chat {

/// What a stream reports beside its text.
struct stream_options {
    stream_options() {}

    /// Ask for token counts at the end of the stream.
    std::optional<bool> include_usage;
    /// Ask for padding that hides the chunks' lengths from an observer (OpenAI; its default is on).
    std::optional<bool> include_obfuscation;
    boost::json::object extra;
};

/// The schema of `response_format`'s type "json_schema".
struct json_schema_format {
    json_schema_format() {}

    /// 1 to 64 of A-Z a-z 0-9 _ -.
    std::string name;
    std::string description;
    std::optional<boost::json::object> schema;
    /// Whether the answer must follow the schema exactly.
    std::optional<bool> strict;
    boost::json::object extra;
};

/// The form that the answer must have.
struct response_format {
    response_format() {}

    static response_format text();
    /// Any valid JSON object; the prompt must ask for JSON too.
    static response_format json_object();
    /// JSON that follows `schema`.
    static response_format from_schema(std::string name, boost::json::object schema,
                                       std::optional<bool> strict = true);

    /// "text", "json_object", "json_schema", or a server's own word.
    std::string type;
    std::optional<json_schema_format> json_schema;
    boost::json::object extra;
};

/// The voice of a spoken answer; `modalities` must hold "audio".
struct audio_output {
    audio_output() {}

    /// A voice's name, or an object with the id of a custom one.
    boost::json::value voice;
    /// "wav", "mp3", "flac", "opus", "pcm16" or "aac".
    std::string format;
    boost::json::object extra;
};

/// Text that the answer probably repeats, which makes it come faster.
struct prediction {
    prediction() {}
    explicit prediction(chat::content expected) : type("content"), content(std::move(expected)) {}

    std::string type;
    chat::content content;
    boost::json::object extra;
};

/// The body of `POST chat/completions`; field names are the API's own. What is not set is not sent:
/// Gemini answers 400 to members that it does not know.
///
/// A request is a value. The calls serialise it before they first suspend, so it may be a temporary
/// and need not outlive the call.
///
/// Answers' messages are put into it as they came. The calls leave out their thoughts, which are
/// for the user and not for the model, and send all else, signatures included.
struct request {
    request() {}
    explicit request(std::string model_id) : model(std::move(model_id)) {}

    /// Appends a message; the calls chain.
    /// @{
    request& add(message next) & {
        messages.push_back(std::move(next));
        return *this;
    }
    request&& add(message next) && { return std::move(add(std::move(next))); }
    request& system(chat::content content) & { return add(message::system(std::move(content))); }
    request&& system(chat::content content) && { return std::move(system(std::move(content))); }
    request& developer(chat::content content) & {
        return add(message::developer(std::move(content)));
    }
    request&& developer(chat::content content) && {
        return std::move(developer(std::move(content)));
    }
    request& user(chat::content content) & { return add(message::user(std::move(content))); }
    request&& user(chat::content content) && { return std::move(user(std::move(content))); }
    request& assistant(chat::content content) & {
        return add(message::assistant(std::move(content)));
    }
    request&& assistant(chat::content content) && {
        return std::move(assistant(std::move(content)));
    }
    /// @}

    /// Required.
    std::string model;
    /// Required; at least one.
    std::vector<message> messages;

    /// Not together with a thinking budget or level in `google`, which say the same.
    open_enum<chat::reasoning_effort> reasoning_effort;
    /// Upper bound of the answer's tokens, thinking included.
    std::optional<std::int64_t> max_completion_tokens;
    /// The older name of the same; reasoning models of OpenAI refuse it.
    std::optional<std::int64_t> max_tokens;
    /// 0 to 2.
    std::optional<double> temperature;
    /// 0 to 1.
    std::optional<double> top_p;
    /// How many answers to give.
    std::optional<int> n;
    /// Texts at which to stop; the API allows four.
    std::vector<std::string> stop;
    /// -2 to 2.
    std::optional<double> frequency_penalty;
    /// -2 to 2.
    std::optional<double> presence_penalty;
    std::optional<std::int64_t> seed;

    std::vector<tool> tools;
    chat::tool_choice tool_choice;
    std::optional<bool> parallel_tool_calls;

    std::optional<chat::response_format> response_format;
    std::optional<bool> logprobs;
    /// 0 to 20; needs `logprobs`.
    std::optional<int> top_logprobs;
    /// Token id to bias, -100 to 100.
    std::map<std::string, int> logit_bias;

    std::optional<chat::stream_options> stream_options;

    std::vector<std::string> modalities;
    std::optional<audio_output> audio;
    std::optional<chat::prediction> prediction;
    /// `user_location` and `search_context_size`; may be empty.
    std::optional<boost::json::object> web_search_options;
    /// `model` and `policy` of the moderation of prompt and answer.
    std::optional<boost::json::object> moderation;
    /// "low", "medium" or "high".
    std::string verbosity;
    /// "auto", "default", "flex", "scale", "priority" or "fast".
    std::string service_tier;
    std::optional<bool> store;
    /// Up to 16 pairs; kept with a stored completion.
    std::map<std::string, std::string> metadata;
    /// The API's `user`: names the end user; `safety_identifier` and `prompt_cache_key` replace it.
    std::string end_user;
    std::string safety_identifier;
    std::string prompt_cache_key;
    /// "in_memory" or "24h".
    std::string prompt_cache_retention;
    /// `mode` and `ttl`.
    std::optional<boost::json::object> prompt_cache_options;

    /// What only Gemini understands: thinking, caches, safety settings.
    gemini::google_options google;

    /// Sent beside the members above, for what this type does not name (such as the deprecated
    /// `functions` and `function_call`). Where it has a member of the same name, this one is sent;
    /// only its `extra_body` is merged with what `google` makes, see gemini::google_options.
    boost::json::object extra;
};

} // namespace coai::chat

namespace coai::json::detail {

template <>
struct type_of<chat::stream_options> {
    static const object_type value;
};

template <>
struct type_of<chat::json_schema_format> {
    static const object_type value;
};

template <>
struct type_of<chat::response_format> {
    static const object_type value;
};

template <>
struct type_of<chat::audio_output> {
    static const object_type value;
};

template <>
struct type_of<chat::prediction> {
    static const object_type value;
};

template <>
struct type_of<chat::request> {
    static const object_type value;
};

} // namespace coai::json::detail
