#pragma once

#include "http/failure.hpp"

#include <coai/json/error.hpp>
#include <coai/response.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace coai::api {

/// The failure that JSON in a successful response reports, if it does: some servers send errors
/// with status 200, and a stream has no other way.
std::optional<detail::failure> reported_error(std::string_view json, const response_info& info);

/// The failure of a successful response whose body is not the JSON that was asked for:
/// errc::unexpected_content if it does not claim to be JSON, errc::invalid_json otherwise.
detail::failure unreadable_body(std::string_view body, const response_info& info,
                                const json::decode_error& why);

} // namespace coai::api
