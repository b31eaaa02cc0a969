# With CMAKE_UNITY_BUILD, several source files are compiled as one. Measured on g++ 12, release, two
# cores: the libraries, tests and examples are built in 5 min instead of 13 min. What a file lacks, it
# finds in the one before, so the clang preset compiles each by itself, as a user's build does.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)

# Compiles source files of the current directory by themselves, because names that are private to
# them are also those of a neighbour: coai_compile_apart(<file>...)
function(coai_compile_apart)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION TRUE)
endfunction()
