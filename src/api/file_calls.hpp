#pragma once

#include "api/service.hpp"

#include <coai/options.hpp>

#include <string>
#include <string_view>

// Where the requests about files go.

namespace coai::api {

/// Whether files are those of Gemini's native API.
bool has_native_files(const service& caller) noexcept;

/// The id in what a user calls a file by: an id, "files/…", or a URI.
/// @throws usage_error (errc::invalid_request, "id").
std::string file_id(std::string_view given, bool native);

/// A call about one file, and what stands behind its id, ":download" of Gemini or "/content".
call file_call(const service& caller, std::string method, std::string_view given_id,
               const request_options& options, std::string_view native_action = {},
               std::string_view action = {}, accept wanted = accept::json);

/// A GET of a file's content.
call content_call(const service& caller, std::string_view given_id, request_options options);

} // namespace coai::api
