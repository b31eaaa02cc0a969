#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>

namespace coai::test {

/// How many descriptors this process has open, the one that counts them included.
inline std::ptrdiff_t open_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

} // namespace coai::test
