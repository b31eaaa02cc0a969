#pragma once

#include <openssl/crypto.h>

#include <cstddef>
#include <memory>
#include <string>

namespace coai::http {

/// Cleanses memory before it is freed.
template <class T>
class cleansing_allocator {
public:
    using value_type = T;

    cleansing_allocator() noexcept = default;
    template <class U>
    cleansing_allocator(const cleansing_allocator<U>&) noexcept {}

    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }

    void deallocate(T* memory, std::size_t count) noexcept {
        OPENSSL_cleanse(memory, count * sizeof(T));
        std::allocator<T>().deallocate(memory, count);
    }

    friend bool operator==(const cleansing_allocator&, const cleansing_allocator&) = default;
};

/// A text with a credential in it: leaves nothing in the blocks that it grows out of and dies with.
/// What is short enough for no block of its own is not cleansed.
using cleansing_string = std::basic_string<char, std::char_traits<char>, cleansing_allocator<char>>;

} // namespace coai::http
