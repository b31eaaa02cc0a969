#include "api/file_wire.hpp"

#include "http/ascii.hpp"
#include "http/base64.hpp"
#include "http/timestamp.hpp"
#include "json/wire_type.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace coai::json::detail {

namespace {

using api::native_file;
using api::native_file_page;
using api::native_upload;
using api::openai_file;
using files::removal;

constexpr field native_file_fields[] = {
    member<&native_file::name>("name"),
    member<&native_file::display_name>("displayName"),
    member<&native_file::mime_type>("mimeType"),
    member<&native_file::size_bytes>("sizeBytes"),
    member<&native_file::create_time>("createTime"),
    member<&native_file::update_time>("updateTime"),
    member<&native_file::expiration_time>("expirationTime"),
    member<&native_file::sha256_hash>("sha256Hash"),
    member<&native_file::uri>("uri"),
    member<&native_file::download_uri>("downloadUri"),
    member<&native_file::state>("state"),
    member<&native_file::source>("source"),
    member<&native_file::error>("error"),
};

constexpr field native_upload_fields[] = {
    member<&native_upload::file>("file"),
};

constexpr field native_file_page_fields[] = {
    member<&native_file_page::data>("files"),
    member<&native_file_page::next_page_token>("nextPageToken"),
};

constexpr field openai_file_fields[] = {
    member<&openai_file::id>("id"),
    member<&openai_file::filename>("filename"),
    member<&openai_file::bytes>("bytes"),
    member<&openai_file::purpose>("purpose"),
    member<&openai_file::status>("status"),
    member<&openai_file::status_details>("status_details"),
    member<&openai_file::created_at>("created_at"),
    member<&openai_file::expires_at>("expires_at"),
    member<&openai_file::object>("object"),
};

constexpr field removal_fields[] = {
    member<&removal::id>("id"),
    member<&removal::deleted>("deleted"),
};

} // namespace

constinit const object_type type_of<native_file>::value =
    wire_object(native_file_fields, extra_member<&native_file::extra>);
constinit const object_type type_of<native_upload>::value =
    wire_object(native_upload_fields, extra_member<&native_upload::extra>);
constinit const object_type type_of<native_file_page>::value =
    wire_object(native_file_page_fields, extra_member<&native_file_page::extra>);
constinit const object_type type_of<openai_file>::value =
    wire_object(openai_file_fields, extra_member<&openai_file::extra>);
constinit const object_type type_of<removal>::value =
    wire_object(removal_fields, extra_member<&removal::extra>);

} // namespace coai::json::detail

namespace coai::files {

std::string_view file::short_id() const noexcept {
    constexpr std::string_view prefix = "files/";
    const std::string_view whole = id;
    return whole.starts_with(prefix) ? whole.substr(prefix.size()) : whole;
}

} // namespace coai::files

namespace coai::api {

namespace {

using files::file_state;

std::int64_t unix_time(std::string_view timestamp) {
    const auto time = http::parse_timestamp(timestamp);
    return time ? time->time_since_epoch().count() : 0;
}

/// In lower case, as our names of states are.
std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), http::ascii_lower);
    return text;
}

open_enum<file_state> state_of_status(std::string_view status) {
    if (status == "processed") {
        return file_state::active;
    }
    if (status == "error") {
        return file_state::failed;
    }
    if (status == "uploaded" || status == "pending" || status == "running") {
        return file_state::processing;
    }
    return status;
}

bool is_hexadecimal(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const char low = http::ascii_lower(c);
        return http::is_digit(low) || (low >= 'a' && low <= 'f');
    });
}

/// Google documents base64 of the 32 bytes, and sends base64 of their 64 hexadecimal digits.
std::string hexadecimal_hash(std::string sent) {
    constexpr std::size_t digits = 64;
    http::error_code refused;
    const std::vector<std::byte> bytes = http::decode_base64(sent, digits, refused);
    std::string text;
    for (const std::byte byte : bytes) {
        text += static_cast<char>(byte);
    }
    if (text.size() == digits && is_hexadecimal(text)) {
        return text;
    }
    if (text.size() != digits / 2) {
        return sent;
    }
    std::string hash;
    for (const std::byte byte : bytes) {
        constexpr char digit[] = "0123456789abcdef";
        hash += digit[std::to_integer<unsigned>(byte) >> 4];
        hash += digit[std::to_integer<unsigned>(byte) & 15];
    }
    return hash;
}

std::string message_of(const boost::json::object& error) {
    const auto* const message = error.if_contains("message");
    return message != nullptr && message->is_string() ? std::string(message->get_string())
                                                      : std::string();
}

} // namespace

files::file to_file(native_file from) {
    files::file made;
    made.id = std::move(from.name);
    made.filename = std::move(from.display_name);
    made.bytes = from.size_bytes;
    made.mime_type = std::move(from.mime_type);
    made.state = lower(std::move(from.state));
    made.error = message_of(from.error);
    made.created_at = unix_time(from.create_time);
    made.updated_at = unix_time(from.update_time);
    made.expires_at = unix_time(from.expiration_time);
    made.sha256 = hexadecimal_hash(std::move(from.sha256_hash));
    made.uri = std::move(from.uri);
    made.download_uri = std::move(from.download_uri);
    made.source = std::move(from.source);
    made.extra = std::move(from.extra);
    if (!from.error.empty()) {
        made.extra["error"] = std::move(from.error);
    }
    made.response = std::move(from.response);
    return made;
}

files::file to_file(openai_file from) {
    files::file made;
    made.id = std::move(from.id);
    made.filename = std::move(from.filename);
    made.bytes = from.bytes;
    made.purpose = std::move(from.purpose);
    made.state = state_of_status(from.status);
    made.error = std::move(from.status_details);
    made.created_at = from.created_at;
    made.expires_at = from.expires_at;
    made.extra = std::move(from.extra);
    made.response = std::move(from.response);
    return made;
}

} // namespace coai::api
