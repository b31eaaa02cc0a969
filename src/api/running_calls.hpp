#pragma once

#include "net/gate.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <mutex>

namespace coai::api {

/// The calls of a client that are under way, so that it can wait for their end. Thread-safe.
class running_calls : public std::enable_shared_from_this<running_calls> {
public:
    /// Counts a call as under way for as long as what is returned, or a copy of it, lives.
    /// @throws usage_error (errc::client_closed) after close() has been called.
    std::shared_ptr<const void> begin();

    /// Lets no more calls begin, and waits until none is under way; false if some still are at the
    /// deadline.
    /// @throws boost::system::system_error with operation_aborted when the coroutine is cancelled.
    boost::asio::awaitable<bool> close(net::time_point deadline);

private:
    void end();
    void open_if_over();

    std::mutex mutex_;
    std::size_t count_ = 0;
    bool closed_ = false;
    net::gate all_ended_; // opened once closed
};

} // namespace coai::api
