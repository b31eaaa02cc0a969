#include <coai/images.hpp>

#include "json/wire_type.hpp"

namespace coai::json::detail {

namespace {

using images::image;
using images::image_list;
using images::image_usage;
using images::request;
using token_details = images::image_usage::details;

constexpr field request_fields[] = {
    member<&request::model>("model"),
    member<&request::prompt>("prompt"),
    member<&request::n>("n"),
    member<&request::size>("size"),
    member<&request::quality>("quality"),
    member<&request::response_format>("response_format"),
    member<&request::output_format>("output_format"),
    member<&request::output_compression>("output_compression"),
    member<&request::background>("background"),
    member<&request::moderation>("moderation"),
    member<&request::style>("style"),
    member<&request::end_user>("user"),
};

constexpr field image_fields[] = {
    member<&image::b64_json>("b64_json"),
    member<&image::url>("url"),
    member<&image::revised_prompt>("revised_prompt"),
};

constexpr field details_fields[] = {
    member<&token_details::text_tokens>("text_tokens"),
    member<&token_details::image_tokens>("image_tokens"),
};

constexpr field usage_fields[] = {
    member<&image_usage::input_tokens>("input_tokens"),
    member<&image_usage::output_tokens>("output_tokens"),
    member<&image_usage::total_tokens>("total_tokens"),
    member<&image_usage::input_tokens_details>("input_tokens_details"),
    member<&image_usage::output_tokens_details>("output_tokens_details"),
};

constexpr field list_fields[] = {
    member<&image_list::created>("created"),
    member<&image_list::data>("data"),
    member<&image_list::background>("background"),
    member<&image_list::output_format>("output_format"),
    member<&image_list::quality>("quality"),
    member<&image_list::size>("size"),
    member<&image_list::usage>("usage"),
};

} // namespace

constinit const object_type type_of<request>::value =
    wire_object(request_fields, extra_member<&request::extra>, empty_members::omitted);

constinit const object_type type_of<image>::value =
    wire_object(image_fields, extra_member<&image::extra>, empty_members::omitted);

constinit const object_type type_of<token_details>::value =
    wire_object(details_fields, extra_member<&token_details::extra>, empty_members::omitted);

constinit const object_type type_of<image_usage>::value =
    wire_object(usage_fields, extra_member<&image_usage::extra>, empty_members::omitted);

constinit const object_type type_of<image_list>::value =
    wire_object(list_fields, extra_member<&image_list::extra>, empty_members::omitted);

} // namespace coai::json::detail
