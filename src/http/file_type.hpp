#pragma once

#include <string_view>

namespace coai::http {

/// The media type that a file's name suggests; application/octet-stream where it suggests none.
std::string_view media_type_of_name(std::string_view name) noexcept;

} // namespace coai::http
