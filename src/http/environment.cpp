#include "http/environment.hpp"

#include "http/white_space.hpp"

#include <cstdlib>

namespace coai::http {

environment process_environment() {
    // Safe as long as no thread changes the environment, which a program must not do anyway.
    return [](const char* name) -> const char* {
        return std::getenv(name); // NOLINT(concurrency-mt-unsafe)
    };
}

std::string_view read_variable(const environment& variables, const char* name) {
    const char* const value = variables(name);
    return value != nullptr ? trim_white_space(value) : std::string_view();
}

} // namespace coai::http
