#include "support/run.hpp"

#include <cstdlib>
#include <iostream>

namespace example {

void rethrow(std::exception_ptr failed) {
    if (failed) {
        std::rethrow_exception(failed);
    }
}

int report(const std::exception& failed) {
    std::cout << std::flush;
    std::cerr << failed.what() << '\n';
    return EXIT_FAILURE;
}

} // namespace example
