#pragma once

#include <functional>
#include <string_view>

namespace coai::http {

/// Looks an environment variable up, as std::getenv does; tests pass their own.
using environment = std::function<const char*(const char* name)>;

/// The variables of the process.
environment process_environment();

/// The value without white space around it; empty if the variable is not set. It is valid until
/// somebody changes the environment.
std::string_view read_variable(const environment& variables, const char* name);

} // namespace coai::http
