#pragma once

#include <exception>

namespace example {

/// Completion handler for co_spawn: what the coroutine throws leaves io_context::run().
void rethrow(std::exception_ptr failed);

/// Throws std::runtime_error with `complaint` unless what the example shows is there.
void require(bool is_there, const char* complaint);

/// Prints what went wrong; returns the exit code for it.
int report(const std::exception& failed);

} // namespace example
