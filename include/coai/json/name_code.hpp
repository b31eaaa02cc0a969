#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace coai::json::detail {

/// The first `Size` characters, at most 8, as an integer, the first character lowest. Compilers
/// make one load of it where that is the order of bytes too.
template <std::size_t Size>
constexpr std::uint64_t load_characters(const char* at) {
    return [at]<std::size_t... Index>(std::index_sequence<Index...>) {
        return ((std::uint64_t{static_cast<unsigned char>(at[Index])} << (8 * Index)) | ...);
    }
    (std::make_index_sequence<Size>());
}

/// The first 8 characters of a name. Names of the same length up to 8 have the same code only if
/// they are equal, so that comparing keys takes no loop.
constexpr std::uint64_t name_code(std::string_view name) {
    const char* const begin = name.data();
    const std::size_t size = name.size();
    if (size >= 8)
        return load_characters<8>(begin);
    // Two loads that overlap, since there may be nothing to read behind the name.
    if (size >= 4)
        return load_characters<4>(begin) | load_characters<4>(begin + size - 4) << (8 * (size - 4));
    if (size >= 2)
        return load_characters<2>(begin) | load_characters<2>(begin + size - 2) << (8 * (size - 2));
    return size == 1 ? load_characters<1>(begin) : 0;
}

} // namespace coai::json::detail
