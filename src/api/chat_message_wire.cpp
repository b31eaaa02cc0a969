#include <coai/chat/message.hpp>

#include "json/wire_type.hpp"

namespace coai::json::detail {

namespace {

using chat::annotation;
using chat::message;
using chat::message_audio;
using chat::url_citation;

constexpr field url_citation_fields[] = {
    member<&url_citation::start_index>("start_index"),
    member<&url_citation::end_index>("end_index"),
    member<&url_citation::url>("url"),
    member<&url_citation::title>("title"),
};

constexpr field annotation_fields[] = {
    member<&annotation::type>("type"),
    member<&annotation::url_citation>("url_citation"),
};

constexpr field message_audio_fields[] = {
    member<&message_audio::id>("id"),
    member<&message_audio::expires_at>("expires_at"),
    member<&message_audio::data>("data"),
    member<&message_audio::transcript>("transcript"),
};

constexpr field message_fields[] = {
    member<&message::role>("role"),
    member<&message::content>("content"),
    member<&message::name>("name"),
    member<&message::refusal>("refusal"),
    member<&message::tool_calls>("tool_calls"),
    member<&message::tool_call_id>("tool_call_id"),
    member<&message::audio>("audio"),
    member<&message::annotations>("annotations"),
};

} // namespace

constinit const object_type type_of<url_citation>::value =
    wire_object(url_citation_fields, extra_member<&url_citation::extra>, empty_members::omitted);

constinit const object_type type_of<annotation>::value =
    wire_object(annotation_fields, extra_member<&annotation::extra>, empty_members::omitted);

constinit const object_type type_of<message_audio>::value =
    wire_object(message_audio_fields, extra_member<&message_audio::extra>, empty_members::omitted);

constinit const object_type type_of<message>::value =
    wire_object(message_fields, extra_member<&message::extra>, empty_members::omitted);

} // namespace coai::json::detail
