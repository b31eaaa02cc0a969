#pragma once

#include <string>
#include <string_view>

namespace coai::http {

// Text as it stands in a request target (RFC 3986). What cannot be sent is a usage_error with
// errc::invalid_request, naming "path" or "id".

/// Whether a part of a path between slashes is "." or "..", which servers and proxies resolve, with
/// its dots encoded or not.
bool has_dot_segment(std::string_view path);

/// Appends a path of several segments, percent-encoded where it is not already. Dot segments,
/// control characters and '#' are refused.
void append_path(std::string& out, std::string_view path);

/// A query that somebody put together, percent-encoded where it is not already. Control characters
/// and '#' are refused.
std::string encode_query(std::string_view query);

/// "name=value"; everything but unreserved characters is percent-encoded.
std::string encode_query_parameter(std::string_view name, std::string_view value);

/// Any text as one segment of a path. Empty text, dot segments and control characters are refused:
/// they would address something else.
std::string encode_path_segment(std::string_view text);

/// An object's id. With `keep_slashes` it is a path itself, such as Gemini's "models/x"; otherwise
/// slashes are encoded, too.
std::string encode_id(std::string_view id, bool keep_slashes);

} // namespace coai::http
