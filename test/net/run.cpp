#include "net/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

namespace net_test {

// Not in the header, since every instantiation of co_spawn costs a test file seconds.
task::task(const asio::any_io_executor& executor, asio::awaitable<void> operation) {
    asio::co_spawn(executor, std::move(operation),
                   asio::bind_cancellation_slot(cancel_.slot(), [this](std::exception_ptr e) {
                       done_ = true;
                       error_ = std::move(e);
                   }));
}

} // namespace net_test
