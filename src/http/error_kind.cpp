#include "http/error_kind.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace coai::http {

namespace {

using named_kind = std::pair<std::string_view, errc>;

template <typename Table>
std::optional<errc> find_kind(const Table& table, std::string_view name) noexcept {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const named_kind& entry) { return entry.first == name; });
    return found != table.end() ? std::optional(found->second) : std::nullopt;
}

// google/rpc/code.proto, by the HTTP statuses given there.
std::optional<errc> kind_of_google_status(std::string_view name) noexcept {
    constexpr std::array<named_kind, 16> table{{
        {"CANCELLED", errc::bad_request},
        {"UNKNOWN", errc::server_error},
        {"INVALID_ARGUMENT", errc::bad_request},
        {"DEADLINE_EXCEEDED", errc::server_error},
        {"NOT_FOUND", errc::not_found},
        {"ALREADY_EXISTS", errc::conflict},
        {"PERMISSION_DENIED", errc::permission_denied},
        {"UNAUTHENTICATED", errc::authentication},
        {"RESOURCE_EXHAUSTED", errc::rate_limited},
        {"FAILED_PRECONDITION", errc::bad_request},
        {"ABORTED", errc::conflict},
        {"OUT_OF_RANGE", errc::bad_request},
        {"UNIMPLEMENTED", errc::server_error},
        {"INTERNAL", errc::server_error},
        {"UNAVAILABLE", errc::unavailable},
        {"DATA_LOSS", errc::server_error},
    }};
    return find_kind(table, name);
}

// Values of `type` and `code` of OpenAI and those who imitate it.
std::optional<errc> kind_of_type(std::string_view name) noexcept {
    constexpr std::array<named_kind, 14> table{{
        {"invalid_request_error", errc::bad_request},
        {"authentication_error", errc::authentication},
        {"invalid_api_key", errc::authentication},
        {"permission_error", errc::permission_denied},
        {"not_found_error", errc::not_found},
        {"model_not_found", errc::not_found},
        {"rate_limit_error", errc::rate_limited},
        {"rate_limit_exceeded", errc::rate_limited},
        {"insufficient_quota", errc::quota_exhausted},
        {"server_error", errc::server_error},
        {"api_error", errc::server_error},
        {"internal_server_error", errc::server_error},
        {"overloaded_error", errc::unavailable},
        {"service_unavailable", errc::unavailable},
    }};
    return find_kind(table, name);
}

bool contains(std::string_view text, std::string_view part) noexcept {
    return text.find(part) != std::string_view::npos;
}

// Gemini and xAI answer 400 where others answer 401.
bool is_bad_key(const error_object& object) noexcept {
    return object.reason == "API_KEY_INVALID" || object.code == "invalid_api_key" ||
           object.type == "authentication_error" || contains(object.message, "API key not valid") ||
           contains(object.message, "Incorrect API key");
}

bool is_quota_exhausted(const error_object& object) noexcept {
    const auto is_final = [](std::string_view name) {
        return name == "insufficient_quota" || name == "billing_hard_limit_reached";
    };
    return is_final(object.code) || is_final(object.type) ||
           std::any_of(object.quota_ids.begin(), object.quota_ids.end(),
                       [](std::string_view id) { return contains(id, "PerDay"); });
}

errc kind_of_status(unsigned status) noexcept {
    switch (status) {
    case 401:
        return errc::authentication;
    case 402:
        return errc::quota_exhausted;
    case 403:
        return errc::permission_denied;
    case 404:
        return errc::not_found;
    case 408:
        return errc::request_timeout;
    case 409:
        return errc::conflict;
    case 422:
        return errc::unprocessable_entity;
    case 429:
        return errc::rate_limited;
    case 503:
    case 529:
        return errc::unavailable;
    default:
        return status >= 500 ? errc::server_error : errc::bad_request;
    }
}

errc kind_without_status(const error_object& object) noexcept {
    if (const auto kind = kind_of_google_status(object.status)) {
        return *kind;
    }
    unsigned code = 0;
    const auto* const end = object.code.data() + object.code.size();
    if (const auto [stopped, error] = std::from_chars(object.code.data(), end, code);
        error == std::errc() && stopped == end && code >= 400 && code < 600) {
        return kind_of_status(code);
    }
    // The code is the more telling one: DeepSeek's type is right, but OpenAI's says
    // "invalid_request_error" for a bad key.
    for (const std::string_view name : {object.code, object.type}) {
        if (const auto kind = kind_of_type(name)) {
            return *kind;
        }
    }
    return errc::error_in_response;
}

} // namespace

errc error_kind(unsigned status, const error_object& object) noexcept {
    const auto kind = status >= 400 ? kind_of_status(status) : kind_without_status(object);
    switch (kind) {
    case errc::bad_request:
        return is_bad_key(object) ? errc::authentication : kind;
    case errc::rate_limited:
        return is_quota_exhausted(object) ? errc::quota_exhausted : kind;
    case errc::server_error:
        return object.type == "overloaded_error" ? errc::unavailable : kind;
    default:
        return kind;
    }
}

} // namespace coai::http
