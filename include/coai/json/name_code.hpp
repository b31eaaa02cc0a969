#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace coai::json::detail {

/// The first 8 characters of a name as an integer, the first one lowest. Names of the same length
/// up to 8 have the same code only if they are equal, so that comparing keys takes no loop.
constexpr std::uint64_t name_code(std::string_view name) {
    if (std::is_constant_evaluated() || std::endian::native != std::endian::little) {
        std::uint64_t code = 0;
        for (std::size_t index = 0; index < std::min<std::size_t>(name.size(), 8); ++index)
            code |= std::uint64_t{static_cast<unsigned char>(name[index])} << (8 * index);
        return code;
    }

    const auto load = [&]<class Integer>(Integer part, std::size_t index) {
        std::memcpy(&part, name.data() + index, sizeof(part));
        return std::uint64_t{part};
    };
    // Two loads that overlap, since there may be nothing to read behind the name.
    const std::size_t size = name.size();
    if (size >= 8)
        return load(std::uint64_t(), 0);
    if (size >= 4)
        return load(std::uint32_t(), 0) | load(std::uint32_t(), size - 4) << (8 * (size - 4));
    if (size >= 2)
        return load(std::uint16_t(), 0) | load(std::uint16_t(), size - 2) << (8 * (size - 2));
    return size == 1 ? load(std::uint8_t(), 0) : 0;
}

} // namespace coai::json::detail
