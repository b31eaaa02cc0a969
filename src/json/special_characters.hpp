#pragma once

#include <coai/json/name_code.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#    include <emmintrin.h>
#endif

// Finds what is special in the text of a JSON string: quotes, backslashes, control characters, and
// what is not ASCII.
namespace coai::json::detail {

// As a signed char, what is not ASCII is below the space.
inline bool is_plain(char c) { return static_cast<signed char>(c) >= ' ' && c != '"' && c != '\\'; }

// Characters are looked at a block at a time. find_special() has a bit set for each character of
// the block that is special; only the lowest one is sure to be right.
#ifdef __SSE2__

inline constexpr std::size_t block_size = 16;
inline constexpr int bits_per_character = 1;

inline unsigned find_special(const char* at) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i low = _mm_cmplt_epi8(block, _mm_set1_epi8(' '));
    const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
    const __m128i special = _mm_or_si128(low, _mm_or_si128(quote, backslash));
    return static_cast<unsigned>(_mm_movemask_epi8(special));
}

#else

inline constexpr std::size_t block_size = 8;
inline constexpr int bits_per_character = 8;

// The subtractions set the high bit of bytes that are too small; a borrow can only reach bytes
// after such a one.
inline std::uint64_t find_special(const char* at) {
    constexpr std::uint64_t each = 0x0101010101010101;
    const std::uint64_t block =
        name_code({at, block_size}); // the first character is the lowest byte
    const std::uint64_t low = block - ' ' * each;
    const std::uint64_t quote = (block ^ ('"' * each)) - each;
    const std::uint64_t backslash = (block ^ ('\\' * each)) - each;
    return (low | quote | backslash | block) & (0x80 * each);
}

#endif

/// The first special character from `at` on, or `end`.
inline const char* skip_plain(const char* at, const char* end) {
    while (static_cast<std::size_t>(end - at) >= block_size) {
        const auto special = find_special(at);
        if (special != 0)
            return at + std::countr_zero(special) / bits_per_character;
        at += block_size;
    }
    while (at != end && is_plain(*at))
        ++at;
    return at;
}

} // namespace coai::json::detail
