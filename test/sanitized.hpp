#pragma once

// COAI_TEST_SANITIZED: a sanitizer has an allocator and shadows of memory of its own, so what a
// program uses says nothing.

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#    define COAI_TEST_SANITIZED 1
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#        define COAI_TEST_SANITIZED 1
#    endif
#endif
#ifndef COAI_TEST_SANITIZED
#    define COAI_TEST_SANITIZED 0
#endif
