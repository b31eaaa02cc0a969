#include "api/chat_codec.hpp"

#include "api/google_options_wire.hpp"
#include "api/outgoing_message.hpp"
#include "json/direct_member.hpp"
#include "json/wire_type.hpp"

#include <coai/json.hpp>

#include <vector>

namespace coai::json::detail {

namespace {

using chat::audio_output;
using chat::json_schema_format;
using chat::prediction;
using chat::request;
using chat::response_format;
using chat::stream_options;

constexpr field stream_options_fields[] = {
    member<&stream_options::include_usage>("include_usage"),
    member<&stream_options::include_obfuscation>("include_obfuscation"),
};

constexpr field json_schema_fields[] = {
    written_empty(member<&json_schema_format::name>("name")),
    member<&json_schema_format::description>("description"),
    member<&json_schema_format::schema>("schema"),
    member<&json_schema_format::strict>("strict"),
};

constexpr field response_format_fields[] = {
    member<&response_format::type>("type"),
    member<&response_format::json_schema>("json_schema"),
};

constexpr field audio_output_fields[] = {
    member<&audio_output::voice>("voice"),
    member<&audio_output::format>("format"),
};

constexpr field prediction_fields[] = {
    member<&prediction::type>("type"),
    member<&prediction::content>("content"),
};

/// What goes over the wire for a request: its members, of which the messages have lost their
/// thoughts, and in `extra` what goes beside them.
struct request_body {
    const chat::request& request;
    std::vector<api::outgoing_message> messages;
    boost::json::object extra;
};

// The way to a member of a request through a request_body.

template <auto Pointer>
struct through_body {
    using value_type = typename member_pointer<decltype(Pointer)>::member;

    static void* access(void* body) {
        // The codec's tables know no const; this one is only written from.
        return const_cast<value_type*>(&(static_cast<request_body*>(body)->request.*Pointer));
    }
    static constexpr field at(std::string_view name) {
        field result = member<Pointer>(name);
        result.access = access;
        result.reset = nullptr;
        return result;
    }
};

template <>
struct through_body<&request::messages> {
    static constexpr field at(std::string_view name) {
        return member<&request_body::messages>(name);
    }
};

/// The way to the options whose place on the wire is within `extra_body`.
template <class Way>
constexpr field extra_body() {
    field result = Way::at("extra_body");
    result.value = &gemini::google_options_wire::extra_body;
    result.reset = nullptr;
    return result;
}

template <template <auto> class Way>
constexpr field request_fields[] = {
    Way<&request::model>::at("model"),
    Way<&request::messages>::at("messages"),
    Way<&request::reasoning_effort>::at("reasoning_effort"),
    Way<&request::max_completion_tokens>::at("max_completion_tokens"),
    Way<&request::max_tokens>::at("max_tokens"),
    Way<&request::temperature>::at("temperature"),
    Way<&request::top_p>::at("top_p"),
    Way<&request::n>::at("n"),
    Way<&request::stop>::at("stop"),
    Way<&request::frequency_penalty>::at("frequency_penalty"),
    Way<&request::presence_penalty>::at("presence_penalty"),
    Way<&request::seed>::at("seed"),
    Way<&request::tools>::at("tools"),
    Way<&request::tool_choice>::at("tool_choice"),
    Way<&request::parallel_tool_calls>::at("parallel_tool_calls"),
    Way<&request::response_format>::at("response_format"),
    Way<&request::logprobs>::at("logprobs"),
    Way<&request::top_logprobs>::at("top_logprobs"),
    Way<&request::logit_bias>::at("logit_bias"),
    Way<&request::stream_options>::at("stream_options"),
    Way<&request::modalities>::at("modalities"),
    Way<&request::audio>::at("audio"),
    Way<&request::prediction>::at("prediction"),
    Way<&request::web_search_options>::at("web_search_options"),
    Way<&request::moderation>::at("moderation"),
    Way<&request::verbosity>::at("verbosity"),
    Way<&request::service_tier>::at("service_tier"),
    Way<&request::store>::at("store"),
    Way<&request::metadata>::at("metadata"),
    Way<&request::end_user>::at("user"),
    Way<&request::safety_identifier>::at("safety_identifier"),
    Way<&request::prompt_cache_key>::at("prompt_cache_key"),
    Way<&request::prompt_cache_retention>::at("prompt_cache_retention"),
    Way<&request::prompt_cache_options>::at("prompt_cache_options"),
    extra_body<Way<&request::google>>(),
};

constexpr object_type request_body_type = wire_object(
    request_fields<through_body>, extra_member<&request_body::extra>, empty_members::omitted);

} // namespace

constinit const object_type type_of<stream_options>::value = wire_object(
    stream_options_fields, extra_member<&stream_options::extra>, empty_members::omitted);

constinit const object_type type_of<json_schema_format>::value = wire_object(
    json_schema_fields, extra_member<&json_schema_format::extra>, empty_members::omitted);

constinit const object_type type_of<response_format>::value = wire_object(
    response_format_fields, extra_member<&response_format::extra>, empty_members::omitted);

constinit const object_type type_of<audio_output>::value =
    wire_object(audio_output_fields, extra_member<&audio_output::extra>, empty_members::omitted);

constinit const object_type type_of<prediction>::value =
    wire_object(prediction_fields, extra_member<&prediction::extra>, empty_members::omitted);

constinit const object_type type_of<request>::value = wire_object(
    request_fields<direct_member>, extra_member<&request::extra>, empty_members::omitted);

} // namespace coai::json::detail

namespace coai::api {

namespace {

constexpr std::string_view extra_body_name = "extra_body";

/// Objects are merged member by member; anything else is replaced.
void merge(boost::json::value& into, const boost::json::value& from) {
    if (!into.is_object() || !from.is_object()) {
        into = from;
        return;
    }
    for (const auto& [name, value] : from.get_object()) {
        const auto [member, is_new] = into.get_object().emplace(name, value);
        if (!is_new)
            merge(member->value(), value);
    }
}

/// About what the body takes, so that it does not grow piece by piece.
std::size_t expected_size(const chat::request& request) {
    constexpr std::size_t members = 256;
    constexpr std::size_t around_a_message = 64;
    std::size_t size = members;
    for (const chat::message& each : request.messages)
        size += around_a_message + each.content.raw_text().size();
    return size;
}

} // namespace

std::string encode_request(const chat::request& request, bool stream,
                           const boost::json::object& extra_body) {
    json::detail::request_body body{request, outgoing(request.messages), request.extra};
    for (const auto& [name, value] : extra_body) {
        if (name != extra_body_name)
            body.extra.insert_or_assign(name, value);
    }
    const auto* const own = request.extra.if_contains(extra_body_name);
    const auto* const of_call = extra_body.if_contains(extra_body_name);
    if (own != nullptr || of_call != nullptr) {
        boost::json::value merged = gemini::google_options_wire::to_json(request.google);
        for (const auto* const untyped : {own, of_call}) {
            if (untyped != nullptr)
                merge(merged, *untyped);
        }
        body.extra.insert_or_assign(extra_body_name, std::move(merged));
    }
    if (stream)
        body.extra.insert_or_assign("stream", true);

    std::string text;
    text.reserve(expected_size(request));
    json::detail::encode(text, json::detail::request_body_type, &body);
    return text;
}

} // namespace coai::api
