#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>

namespace coai::testing {

/// Bytes that are on disk until they are needed, because they may be many. Empty by default.
struct byte_source {
    byte_source() {}

    explicit operator bool() const noexcept { return static_cast<bool>(read); }
    std::string all() const { return read(0, std::numeric_limits<std::size_t>::max()); }

    std::uint64_t size = 0;
    /// At most `count` bytes from `offset` on; fewer at the end, or if they have gone.
    std::function<std::string(std::uint64_t offset, std::size_t count)> read;
};

} // namespace coai::testing
