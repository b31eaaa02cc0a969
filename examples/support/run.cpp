#include "support/run.hpp"

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace example {

void rethrow(std::exception_ptr failed) {
    if (failed) {
        std::rethrow_exception(failed);
    }
}

void require(bool is_there, const char* complaint) {
    if (!is_there) {
        throw std::runtime_error(complaint);
    }
}

int report(const std::exception& failed) {
    std::cout << std::flush;
    std::cerr << failed.what() << '\n';
    return EXIT_FAILURE;
}

} // namespace example
