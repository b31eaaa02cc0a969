#pragma once

#include "net/one_shot_event.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <mutex>
#include <vector>

namespace coai::net {

/// Something that happens once, on any thread, and that any number of coroutines wait for, each on
/// an executor of its own. What is written before open() may be read after the wait. Thread-safe.
class gate {
public:
    void open();
    bool is_open() const;

    /// Returns at once where the gate is open. The gate must outlive the wait.
    /// @throws boost::system::system_error with operation_aborted when the coroutine is cancelled.
    boost::asio::awaitable<wait_result> wait(boost::asio::any_io_executor executor,
                                             time_point deadline = time_point::max());

private:
    class place;

    mutable std::mutex mutex_;
    bool open_ = false;
    std::vector<one_shot_event*> waiting_;
};

} // namespace coai::net
