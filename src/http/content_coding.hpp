#pragma once

#include "http/error.hpp"

#include <string_view>

namespace coai::http {

/// How a message body is compressed; `deflate` is the zlib format, as RFC 9110 8.4.1.2 says.
enum class content_coding { identity, gzip, deflate };

/// Reads a Content-Encoding field; an empty one is `identity`. Other codings and combinations are
/// error::unsupported_content_encoding.
content_coding parse_content_coding(std::string_view field, error_code& ec) noexcept;

} // namespace coai::http
