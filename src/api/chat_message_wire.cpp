#include <coai/chat/message.hpp>

#include "api/content_wire.hpp"
#include "api/outgoing_message.hpp"
#include "json/direct_member.hpp"
#include "json/wire_type.hpp"

namespace coai::json::detail {

namespace {

using api::outgoing_message;
using chat::annotation;
using chat::content_wire;
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

// The way to a member of a message through an outgoing_message, which is only written from.

message& original_of(void* outgoing) {
    // The codec's tables know no const.
    return const_cast<message&>(*static_cast<outgoing_message*>(outgoing)->original);
}

template <auto Pointer>
struct through_outgoing {
    static constexpr field at(std::string_view name) {
        field result = member<Pointer>(name);
        result.access = [](void* outgoing) -> void* { return &(original_of(outgoing).*Pointer); };
        result.reset = nullptr;
        return result;
    }
};

// The content of an outgoing_message.

std::optional<outgoing_message::replacement>& replacement_of(void* outgoing) {
    return static_cast<outgoing_message*>(outgoing)->without_thoughts;
}

void* outgoing_content(void* outgoing) {
    const auto& replaced = replacement_of(outgoing);
    const message& original = original_of(outgoing);
    // Servers leave the content of a message out that has calls and says nothing.
    const bool says_nothing = replaced ? replaced->text.empty() && !original.tool_calls.empty()
                                       : original.content.empty();
    return says_nothing ? nullptr : outgoing;
}

std::size_t outgoing_alternative_index(void* outgoing) {
    return replacement_of(outgoing) ? 0 : content_wire::index(&original_of(outgoing).content);
}

void* outgoing_alternative(void* outgoing) {
    auto& replaced = replacement_of(outgoing);
    return replaced ? &replaced->text : content_wire::alternative(&original_of(outgoing).content);
}

constexpr choice_type outgoing_choice{{shape::choice},
                                      content_wire::alternatives,
                                      nullptr,
                                      outgoing_alternative_index,
                                      outgoing_alternative};

constexpr optional_type outgoing_content_type{
    {shape::optional}, &outgoing_choice, nullptr, outgoing_content, nullptr};

template <>
struct through_outgoing<&message::content> {
    static constexpr field at(std::string_view name) {
        return {name, name_code(name), &outgoing_content_type,
                [](void* outgoing) -> void* { return outgoing; }, nullptr};
    }
};

boost::json::object& outgoing_extra(void* outgoing) {
    auto& replaced = replacement_of(outgoing);
    return replaced ? replaced->extra : original_of(outgoing).extra;
}

template <template <auto> class Way>
constexpr field message_fields[] = {
    Way<&message::role>::at("role"),
    Way<&message::content>::at("content"),
    Way<&message::name>::at("name"),
    Way<&message::refusal>::at("refusal"),
    Way<&message::tool_calls>::at("tool_calls"),
    Way<&message::tool_call_id>::at("tool_call_id"),
    Way<&message::audio>::at("audio"),
    Way<&message::annotations>::at("annotations"),
};

} // namespace

constinit const object_type type_of<url_citation>::value =
    wire_object(url_citation_fields, extra_member<&url_citation::extra>, empty_members::omitted);

constinit const object_type type_of<annotation>::value =
    wire_object(annotation_fields, extra_member<&annotation::extra>, empty_members::omitted);

constinit const object_type type_of<message_audio>::value =
    wire_object(message_audio_fields, extra_member<&message_audio::extra>, empty_members::omitted);

constinit const object_type type_of<message>::value = wire_object(
    message_fields<direct_member>, extra_member<&message::extra>, empty_members::omitted);

constinit const object_type type_of<outgoing_message>::value =
    wire_object(message_fields<through_outgoing>, outgoing_extra, empty_members::omitted);

} // namespace coai::json::detail
