#include <coai/usage.hpp>

#include "json/wire_type.hpp"

namespace coai::json::detail {

namespace {

using completion_details = usage::completion_details;
using prompt_details = usage::prompt_details;

constexpr field prompt_details_fields[] = {
    member<&prompt_details::cached_tokens>("cached_tokens"),
    member<&prompt_details::cache_write_tokens>("cache_write_tokens"),
    member<&prompt_details::audio_tokens>("audio_tokens"),
    member<&prompt_details::text_tokens>("text_tokens"),
    member<&prompt_details::image_tokens>("image_tokens"),
};

constexpr field completion_details_fields[] = {
    member<&completion_details::reasoning_tokens>("reasoning_tokens"),
    member<&completion_details::audio_tokens>("audio_tokens"),
    member<&completion_details::text_tokens>("text_tokens"),
    member<&completion_details::accepted_prediction_tokens>("accepted_prediction_tokens"),
    member<&completion_details::rejected_prediction_tokens>("rejected_prediction_tokens"),
};

constexpr field usage_fields[] = {
    member<&usage::prompt_tokens>("prompt_tokens"),
    member<&usage::completion_tokens>("completion_tokens"),
    member<&usage::total_tokens>("total_tokens"),
    member<&usage::prompt_tokens_details>("prompt_tokens_details"),
    member<&usage::completion_tokens_details>("completion_tokens_details"),
};

} // namespace

constinit const object_type type_of<prompt_details>::value = wire_object(
    prompt_details_fields, extra_member<&prompt_details::extra>, empty_members::omitted);

constinit const object_type type_of<completion_details>::value = wire_object(
    completion_details_fields, extra_member<&completion_details::extra>, empty_members::omitted);

constinit const object_type type_of<usage>::value =
    wire_object(usage_fields, extra_member<&usage::extra>, empty_members::omitted);

} // namespace coai::json::detail
