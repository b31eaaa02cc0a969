#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace coai::testing {

/// Width and height in pixels.
struct pixel_size {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// The size that the head of a PNG, GIF or JPEG file gives; none for other and for broken ones.
std::optional<pixel_size> image_size(std::span<const std::byte> file) noexcept;

/// How long a WAV file plays, as its head and the size of its data tell; none for other and for
/// broken ones.
std::optional<double> wav_seconds(std::span<const std::byte> file) noexcept;

} // namespace coai::testing
