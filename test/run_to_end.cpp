#include "run_to_end.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace coai::test {

void run_to_end(boost::asio::io_context& io, boost::asio::awaitable<void> work) {
    std::exception_ptr failed;
    io.restart();
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr e) { failed = e; });
    io.run();
    if (failed) {
        std::rethrow_exception(failed);
    }
}

} // namespace coai::test
