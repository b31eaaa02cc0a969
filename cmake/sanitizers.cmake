set(COAI_SANITIZE "" CACHE STRING "Sanitizers for everything in this build, e.g. address,undefined")

option(COAI_FUZZ "Build the fuzz targets, with clang's libFuzzer" OFF)
if(COAI_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Directory-wide and not per target: Asio is header-only, so a target built without the macros below
# would hold other definitions of the same inline functions.
if(COAI_SANITIZE)
    add_compile_options(
        -fsanitize=${COAI_SANITIZE}
        -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${COAI_SANITIZE})

    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND COAI_SANITIZE MATCHES "undefined")
        # These two take g++ a third of its time. A null pointer that is used is AddressSanitizer's as
        # well, x86-64 and arm64 read what is not aligned, and the fuzzers have clang check both.
        add_compile_options(-fno-sanitize=null,alignment)
    endif()

    # Recycled coroutine frames and operation blocks would hide a use after free.
    add_compile_definitions(
        BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING
        BOOST_ASIO_DISABLE_SMALL_BLOCK_RECYCLING)

    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND COAI_SANITIZE MATCHES "undefined")
        # It marks the start of each function, which clang 14 cannot do for the parts of a coroutine.
        add_compile_options(-fno-sanitize=function)
    endif()

    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # GCC documents that instrumented code misleads this warning; the other builds keep it.
        add_compile_options(-Wno-maybe-uninitialized)
        if(COAI_SANITIZE MATCHES "thread")
            # Asio uses std::atomic_thread_fence, which ThreadSanitizer does not model.
            add_compile_options(-Wno-tsan)
        endif()
    endif()
endif()
