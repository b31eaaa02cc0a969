#include "support/program.hpp"

#include <boost/json/serialize.hpp>
#include <boost/version.hpp>

#include <sys/resource.h>

#include <cstdlib>
#include <iostream>

namespace bench {

namespace {

/// A connection needs a descriptor, and the usual soft limit is 1024.
void raise_open_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace

void rethrow(std::exception_ptr failed) {
    if (failed)
        std::rethrow_exception(failed);
}

int run_program(int argc, char** argv, benchmark_function measure) {
    try {
        raise_open_file_limit();
        arguments given(argc, argv);
        boost::json::object result = measure(given);
        result["built_with"] = "C++ compiler " __VERSION__ ", Boost " BOOST_LIB_VERSION;
        std::cout << boost::json::serialize(result) << std::endl;
        return EXIT_SUCCESS;
    } catch (const std::exception& failed) {
        std::cerr << argv[0] << ": " << failed.what() << '\n';
        return EXIT_FAILURE;
    }
}

} // namespace bench
