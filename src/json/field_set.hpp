#pragma once

#include <coai/json/type.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace coai::json::detail {

/// Positions of fields of a struct. Unlike std::bitset it finds what is not in it without a look at
/// each position.
class field_set {
public:
    bool contains(std::size_t index) const { return (words_[index / 64] >> index % 64 & 1) != 0; }
    void insert(std::size_t index) { words_[index / 64] |= std::uint64_t{1} << index % 64; }
    void erase(std::size_t index) { words_[index / 64] &= ~(std::uint64_t{1} << index % 64); }

    /// The first position from `index` on that is not in the set; `size` or more if there is none
    /// before `size`.
    std::size_t next_absent(std::size_t index, std::size_t size) const {
        while (index < size) {
            const std::uint64_t absent = ~words_[index / 64] >> index % 64;
            if (absent != 0)
                return index + static_cast<std::size_t>(std::countr_zero(absent));
            index = (index / 64 + 1) * 64;
        }
        return index;
    }

private:
    std::array<std::uint64_t, object_type::max_fields / 64> words_{};
};

} // namespace coai::json::detail
