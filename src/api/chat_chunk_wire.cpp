#include <coai/chat/chunk.hpp>

#include "json/wire_type.hpp"

namespace coai::json::detail {

namespace {

using chat::chunk;
using chat::chunk_choice;
using chat::delta;

constexpr field delta_fields[] = {
    member<&delta::role>("role"),       member<&delta::content>("content"),
    member<&delta::refusal>("refusal"), member<&delta::tool_calls>("tool_calls"),
    member<&delta::audio>("audio"),     member<&delta::annotations>("annotations"),
};

constexpr field chunk_choice_fields[] = {
    member<&chunk_choice::index>("index"),
    member<&chunk_choice::delta>("delta"),
    member<&chunk_choice::logprobs>("logprobs"),
    member<&chunk_choice::finish_reason>("finish_reason"),
};

constexpr field chunk_fields[] = {
    member<&chunk::id>("id"),
    member<&chunk::object>("object"),
    member<&chunk::created>("created"),
    member<&chunk::model>("model"),
    member<&chunk::service_tier>("service_tier"),
    member<&chunk::system_fingerprint>("system_fingerprint"),
    written_empty(member<&chunk::choices>("choices")), // clients iterate over it
    member<&chunk::usage>("usage"),
    member<&chunk::obfuscation>("obfuscation"),
};

} // namespace

constinit const object_type type_of<delta>::value =
    wire_object(delta_fields, extra_member<&delta::extra>, empty_members::omitted);

constinit const object_type type_of<chunk_choice>::value =
    wire_object(chunk_choice_fields, extra_member<&chunk_choice::extra>, empty_members::omitted);

constinit const object_type type_of<chunk>::value =
    wire_object(chunk_fields, extra_member<&chunk::extra>, empty_members::omitted);

} // namespace coai::json::detail
