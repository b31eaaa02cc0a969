#pragma once

#include <string_view>

/// The library's version, for the preprocessor. The build reads its own version from these lines.
#define COAI_VERSION_MAJOR 0
#define COAI_VERSION_MINOR 1
#define COAI_VERSION_PATCH 0

/// The same as one string literal, "major.minor.patch".
#define COAI_VERSION_STRING "0.1.0"

namespace coai {

/// The version of the headers a program was compiled with, "major.minor.patch".
inline constexpr std::string_view version = COAI_VERSION_STRING;

} // namespace coai
