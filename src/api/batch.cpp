#include <coai/batches/batch.hpp>

#include "json/wire_type.hpp"

namespace coai::json::detail {

namespace {

using namespace batches;
using batches::usage; // and not coai::usage

constexpr field request_fields[] = {
    member<&request::input_file_id>("input_file_id"),
    member<&request::endpoint>("endpoint"),
    member<&request::completion_window>("completion_window"),
    member<&request::metadata>("metadata"),
};

constexpr field batch_error_fields[] = {
    member<&batch_error::code>("code"),
    member<&batch_error::message>("message"),
    member<&batch_error::param>("param"),
    member<&batch_error::line>("line"),
};

constexpr field error_list_fields[] = {
    member<&error_list::object>("object"),
    member<&error_list::data>("data"),
};

constexpr field request_counts_fields[] = {
    member<&request_counts::total>("total"),
    member<&request_counts::completed>("completed"),
    member<&request_counts::failed>("failed"),
};

constexpr field input_details_fields[] = {
    member<&usage::input_details::cached_tokens>("cached_tokens"),
};

constexpr field output_details_fields[] = {
    member<&usage::output_details::reasoning_tokens>("reasoning_tokens"),
};

constexpr field usage_fields[] = {
    member<&usage::input_tokens>("input_tokens"),
    member<&usage::input_tokens_details>("input_tokens_details"),
    member<&usage::output_tokens>("output_tokens"),
    member<&usage::output_tokens_details>("output_tokens_details"),
    member<&usage::total_tokens>("total_tokens"),
};

constexpr field batch_fields[] = {
    member<&batch::id>("id"),
    member<&batch::object>("object"),
    member<&batch::endpoint>("endpoint"),
    member<&batch::model>("model"),
    member<&batch::errors>("errors"),
    member<&batch::input_file_id>("input_file_id"),
    member<&batch::completion_window>("completion_window"),
    member<&batch::status>("status"),
    member<&batch::output_file_id>("output_file_id"),
    member<&batch::error_file_id>("error_file_id"),
    member<&batch::created_at>("created_at"),
    member<&batch::in_progress_at>("in_progress_at"),
    member<&batch::expires_at>("expires_at"),
    member<&batch::finalizing_at>("finalizing_at"),
    member<&batch::completed_at>("completed_at"),
    member<&batch::failed_at>("failed_at"),
    member<&batch::expired_at>("expired_at"),
    member<&batch::cancelling_at>("cancelling_at"),
    member<&batch::cancelled_at>("cancelled_at"),
    member<&batch::request_counts>("request_counts"),
    member<&batch::usage>("usage"),
    member<&batch::metadata>("metadata"),
};

} // namespace

constinit const object_type type_of<request>::value =
    wire_object(request_fields, extra_member<&request::extra>, empty_members::omitted);

constinit const object_type type_of<batch_error>::value =
    wire_object(batch_error_fields, extra_member<&batch_error::extra>, empty_members::omitted);

constinit const object_type type_of<error_list>::value =
    wire_object(error_list_fields, extra_member<&error_list::extra>, empty_members::omitted);

constinit const object_type type_of<request_counts>::value =
    wire_object(request_counts_fields, extra_member<&request_counts::extra>);

constinit const object_type type_of<usage::input_details>::value =
    wire_object(input_details_fields, extra_member<&usage::input_details::extra>);

constinit const object_type type_of<usage::output_details>::value =
    wire_object(output_details_fields, extra_member<&usage::output_details::extra>);

constinit const object_type type_of<usage>::value =
    wire_object(usage_fields, extra_member<&usage::extra>);

constinit const object_type type_of<batch>::value =
    wire_object(batch_fields, extra_member<&batch::extra>, empty_members::omitted);

} // namespace coai::json::detail

namespace coai::batches {

bool batch::is_terminal() const noexcept {
    switch (status.known().value_or(batches::status::validating)) {
    case batches::status::completed:
    case batches::status::failed:
    case batches::status::cancelled:
    case batches::status::expired:
    case batches::status::partially_succeeded:
        return true;
    case batches::status::validating:
    case batches::status::in_progress:
    case batches::status::finalizing:
    case batches::status::cancelling:
        break;
    }
    return false;
}

} // namespace coai::batches
