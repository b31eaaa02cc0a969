#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace coai::http {

/// The media type of an image, told by its first bytes: PNG, JPEG, GIF, WebP, HEIC, HEIF, AVIF, BMP
/// or TIFF. Empty for anything else.
std::string_view image_type(std::span<const std::byte> bytes) noexcept;

/// The format of a recording, told by its first bytes, as the API names it: "wav" or "mp3". Empty
/// for anything else.
std::string_view audio_format(std::span<const std::byte> bytes) noexcept;

} // namespace coai::http
