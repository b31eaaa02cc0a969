#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace coai::fuzz {

/// What a fuzzer has made up. Choices are taken from the end, so that the front stays a text that a
/// mutation keeps in place.
class input {
public:
    input(const std::uint8_t* data, std::size_t size)
        : text_(reinterpret_cast<const char*>(data), size) {}

    /// A number below `bound`; 0 when all is used up.
    std::size_t choice(std::size_t bound) {
        if (text_.empty()) {
            return 0;
        }
        const auto last = static_cast<unsigned char>(text_.back());
        text_.remove_suffix(1);
        return last % bound;
    }

    /// What is left.
    std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_;
};

/// Cuts a text into pieces whose sizes look random and follow from the seed.
class cutter {
public:
    cutter(std::string_view text, std::size_t seed) : text_(text), state_(seed * 2 + 1) {}

    bool done() const noexcept { return text_.empty(); }

    std::string_view next() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        const std::size_t wanted = state_ >> 61U == 0 ? 64 + (state_ >> 50U) % 512 : state_ >> 61U;
        const std::string_view piece = text_.substr(0, wanted);
        text_.remove_prefix(piece.size());
        return piece;
    }

private:
    std::string_view text_;
    std::uint64_t state_;
};

/// Ends the program, which the fuzzer reports with the input, unless `holds`.
inline void require(bool holds, const char* what) {
    if (!holds) {
        std::cerr << "violated: " << what << '\n';
        std::abort();
    }
}

} // namespace coai::fuzz
