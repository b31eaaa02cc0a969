#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace coai::testing {

/// A picture of at most 256 colours.
struct bitmap {
    using color = std::array<std::uint8_t, 3>;

    std::uint32_t width = 0;
    std::uint32_t height = 0;
    /// Red, green and blue.
    std::vector<color> palette;
    /// Line by line from the top, the position of each pixel's colour.
    std::vector<std::uint8_t> pixels;
};

/// The picture as a PNG file (ISO/IEC 15948).
std::string encode_png(const bitmap& picture);

} // namespace coai::testing
