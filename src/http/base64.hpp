#pragma once

#include "http/error.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace coai::http {

/// Appends the base64 form of the bytes (RFC 4648 section 4), padded and without line breaks.
void append_base64(std::string& out, std::span<const std::byte> bytes);

std::string encode_base64(std::span<const std::byte> bytes);
std::string encode_base64(std::string_view bytes);

/// Decodes strictly: the standard alphabet, padded, no white space, unused bits zero. Returns
/// nothing and sets `ec` for other text, and for more than `max_size` bytes of content.
std::vector<std::byte> decode_base64(std::string_view text, std::size_t max_size, error_code& ec);

} // namespace coai::http
