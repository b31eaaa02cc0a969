#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace coai::test {

/// Runs a coroutine on a context until nothing is left to do, which also shows that it leaves
/// nothing behind that keeps the context running; throws what it threw. Not a template, since
/// every instantiation of co_spawn costs a test file seconds.
void run_to_end(boost::asio::io_context& io, boost::asio::awaitable<void> work);

} // namespace coai::test
