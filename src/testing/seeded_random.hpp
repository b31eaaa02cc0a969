#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace coai::testing {

/// The FNV-1a hash of a text, the same on every machine; `seed` may be the hash of what precedes
/// it.
constexpr std::uint64_t text_hash(std::string_view text,
                                  std::uint64_t seed = 0xCBF29CE484222325U) noexcept {
    for (const char c : text) {
        seed ^= static_cast<unsigned char>(c);
        seed *= 0x100000001B3U;
    }
    return seed;
}

/// Numbers that look random and follow from a seed (SplitMix64). The distributions of <random>
/// differ from one standard library to the next.
class seeded_random {
public:
    explicit constexpr seeded_random(std::uint64_t seed) noexcept : state_(seed) {}

    constexpr std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31);
    }

    /// A number less than `bound`, which is not 0.
    constexpr std::size_t below(std::size_t bound) noexcept {
        return static_cast<std::size_t>(next() % bound);
    }

private:
    std::uint64_t state_;
};

} // namespace coai::testing
