#include "testing/picture.hpp"

#include "testing/seeded_random.hpp"

namespace coai::testing {

namespace {

constexpr std::uint32_t squares = 8;
constexpr std::size_t shades = 5;

/// Shades between two colours, of which the first is dark and the last is light.
std::vector<bitmap::color> make_palette(seeded_random& random) {
    bitmap::color dark{};
    bitmap::color light{};
    for (std::size_t part = 0; part < dark.size(); ++part) {
        dark[part] = static_cast<std::uint8_t>(random.below(120));
        light[part] = static_cast<std::uint8_t>(150 + random.below(106));
    }
    std::vector<bitmap::color> palette(shades);
    for (std::size_t shade = 0; shade < shades; ++shade) {
        for (std::size_t part = 0; part < dark.size(); ++part) {
            const std::size_t sum = dark[part] * (shades - 1 - shade) + light[part] * shade;
            palette[shade][part] = static_cast<std::uint8_t>(sum / (shades - 1));
        }
    }
    return palette;
}

} // namespace

bitmap draw_picture(std::string_view prompt, std::size_t which, std::uint32_t width,
                    std::uint32_t height) {
    seeded_random random(text_hash(prompt) + which);
    bitmap picture;
    picture.width = width;
    picture.height = height;
    picture.palette = make_palette(random);
    std::array<std::array<std::uint8_t, squares>, squares> pattern{};
    for (auto& row : pattern) {
        for (std::uint32_t column = 0; column < squares / 2; ++column) {
            row[column] = static_cast<std::uint8_t>(random.below(shades));
            row[squares - 1 - column] = row[column];
        }
    }
    picture.pixels.reserve(std::size_t{width} * height);
    for (std::uint32_t y = 0; y < height; ++y) {
        const auto& row = pattern[std::size_t{y} * squares / height];
        for (std::uint32_t x = 0; x < width; ++x)
            picture.pixels.push_back(row[std::size_t{x} * squares / width]);
    }
    return picture;
}

} // namespace coai::testing
