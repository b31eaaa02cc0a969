#pragma once

#include "support/arguments.hpp"

#include <boost/json/object.hpp>

#include <exception>

namespace bench {

/// Completion handler for co_spawn: what the coroutine throws leaves io_context::run().
void rethrow(std::exception_ptr failed);

/// A benchmark: measures what its arguments say and returns the result, one JSON object.
using benchmark_function = boost::json::object (*)(arguments& given);

/// What main() does: runs the benchmark and prints its result on one line, or the error.
int run_program(int argc, char** argv, benchmark_function measure);

} // namespace bench
