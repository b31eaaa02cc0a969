#pragma once

#include <cstdint>

namespace bench {

/// How often this process has asked the heap for memory, by any of malloc's functions and from any
/// library; always 0 in a program that is not linked with allocation_counter.cpp.
std::uint64_t allocations() noexcept;

} // namespace bench
