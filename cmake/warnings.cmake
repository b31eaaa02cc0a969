# Errors in our own builds; a consumer's newer compiler must never fail on a new warning.
option(COAI_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)

# Turns on the warnings that the project keeps clean; PRIVATE, so a consumer never sees the flags.
function(coai_enable_warnings target)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
    get_target_property(unity ${target} UNITY_BUILD)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # False alarms at -O2, seen on GCC 12: on std::string that was inlined, and on the frames of
        # Asio's coroutines, which have an operator new and an operator delete of their own.
        target_compile_options(${target} PRIVATE
            -Wno-array-bounds
            -Wno-mismatched-new-delete
            -Wno-stringop-overflow
            -Wno-stringop-overread)
        # An included file is taken for a header, which must not have types of its own.
        if(unity)
            target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
        endif()
    elseif(unity)
        # What one file uses all of a namespace for, the next declares again.
        target_compile_options(${target} PRIVATE -Wno-shadow)
    endif()
    set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR ${COAI_WARNINGS_AS_ERRORS})
endfunction()
