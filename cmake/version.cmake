# The version is written once, in a header, so that a program, the package and the library agree.
# Sets COAI_VERSION in the caller's scope.
function(coai_read_version header)
    file(STRINGS ${header} lines REGEX "^#define COAI_VERSION_STRING ")
    if(NOT lines MATCHES "\"([0-9]+\\.[0-9]+\\.[0-9]+)\"")
        message(FATAL_ERROR "No COAI_VERSION_STRING in ${header}")
    endif()
    set(text ${CMAKE_MATCH_1})

    file(STRINGS ${header} lines REGEX "^#define COAI_VERSION_(MAJOR|MINOR|PATCH) ")
    list(TRANSFORM lines REPLACE ".* " "")
    list(JOIN lines "." numbers)
    if(NOT text STREQUAL numbers)
        message(FATAL_ERROR "${header} says both ${text} and ${numbers}")
    endif()

    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
    set(COAI_VERSION ${text} PARENT_SCOPE)
endfunction()
