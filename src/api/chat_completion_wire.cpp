#include <coai/chat/completion.hpp>

#include "json/wire_type.hpp"

namespace coai::json::detail {

namespace {

using chat::choice;
using chat::choice_logprobs;
using chat::completion;
using chat::token_logprob;
using chat::top_logprob;

constexpr field top_logprob_fields[] = {
    written_empty(member<&top_logprob::token>("token")),
    member<&top_logprob::logprob>("logprob"),
    member<&top_logprob::bytes>("bytes"),
};

constexpr field token_logprob_fields[] = {
    written_empty(member<&token_logprob::token>("token")),
    member<&token_logprob::logprob>("logprob"),
    member<&token_logprob::bytes>("bytes"),
    member<&token_logprob::top_logprobs>("top_logprobs"),
};

constexpr field choice_logprobs_fields[] = {
    member<&choice_logprobs::content>("content"),
    member<&choice_logprobs::refusal>("refusal"),
};

constexpr field choice_fields[] = {
    member<&choice::index>("index"),
    member<&choice::message>("message"),
    member<&choice::logprobs>("logprobs"),
    member<&choice::finish_reason>("finish_reason"),
};

constexpr field completion_fields[] = {
    member<&completion::id>("id"),
    member<&completion::object>("object"),
    member<&completion::created>("created"),
    member<&completion::model>("model"),
    written_empty(member<&completion::choices>("choices")), // clients iterate over it
    member<&completion::usage>("usage"),
    member<&completion::service_tier>("service_tier"),
    member<&completion::system_fingerprint>("system_fingerprint"),
};

} // namespace

constinit const object_type type_of<top_logprob>::value =
    wire_object(top_logprob_fields, extra_member<&top_logprob::extra>, empty_members::omitted);

constinit const object_type type_of<token_logprob>::value =
    wire_object(token_logprob_fields, extra_member<&token_logprob::extra>, empty_members::omitted);

constinit const object_type type_of<choice_logprobs>::value = wire_object(
    choice_logprobs_fields, extra_member<&choice_logprobs::extra>, empty_members::omitted);

constinit const object_type type_of<choice>::value =
    wire_object(choice_fields, extra_member<&choice::extra>, empty_members::omitted);

constinit const object_type type_of<completion>::value =
    wire_object(completion_fields, extra_member<&completion::extra>, empty_members::omitted);

} // namespace coai::json::detail
