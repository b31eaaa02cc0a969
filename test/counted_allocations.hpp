#pragma once

#include <cstddef>

namespace coai::test {

/// How often this program has called operator new; always 0 under a sanitizer.
std::size_t allocations() noexcept;

} // namespace coai::test
