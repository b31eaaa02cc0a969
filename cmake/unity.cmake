# With CMAKE_UNITY_BUILD, several source files are compiled as one. Measured on g++ 12, release, two
# cores: the libraries, tests and examples are built in 5 min instead of 13 min. What a file lacks, it
# finds in the one before, so the clang preset compiles each of the libraries' by itself, as a user's
# build does.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)
option(COAI_UNITY_LIBRARIES "Where CMAKE_UNITY_BUILD is on, also for the libraries" ON)

# Compiles the source files of a library by themselves, if they are to be.
function(coai_set_library_unity target)
    if(NOT COAI_UNITY_LIBRARIES)
        set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
    endif()
endfunction()

# Compiles source files of the current directory by themselves, because names that are private to
# them are also those of a neighbour: coai_compile_apart(<file>...)
function(coai_compile_apart)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION TRUE)
endfunction()
