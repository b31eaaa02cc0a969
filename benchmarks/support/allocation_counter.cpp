#include "support/allocation_counter.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>

#include <malloc.h>

// glibc's own functions under the names that it keeps for programs that replace malloc. Coroutine
// frames come from aligned_alloc and OpenSSL's memory from malloc, so operator new would not do.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

constinit std::atomic<std::uint64_t> count{0};

void note() noexcept { count.fetch_add(1, std::memory_order_relaxed); }

} // namespace

namespace bench {

std::uint64_t allocations() noexcept { return count.load(std::memory_order_relaxed); }

} // namespace bench

extern "C" {

void* malloc(std::size_t size) noexcept {
    note();
    return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) noexcept {
    note();
    return __libc_calloc(number, size);
}

void* realloc(void* old, std::size_t size) noexcept {
    note();
    return __libc_realloc(old, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    note();
    return __libc_memalign(alignment, size);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
    note();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
    note();
    void* const memory = __libc_memalign(alignment, size);
    if (!memory)
        return ENOMEM;
    *result = memory;
    return 0;
}

} // extern "C"
