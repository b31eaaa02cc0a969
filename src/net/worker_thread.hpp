#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <mutex>
#include <optional>

namespace coai::net {

/// A thread for what would block an executor, such as reading files: one piece of work after the
/// other. The thread is started for the first. Thread-safe.
class worker_thread {
public:
    /// Runs `work` on the thread, and throws what it throws. A caller that is cancelled does not
    /// wait for the work to end, so `work` must own what it touches.
    boost::asio::awaitable<void> run(std::function<void()> work);

private:
    class job;

    boost::asio::thread_pool& pool();

    std::mutex mutex_;
    std::optional<boost::asio::thread_pool> pool_; // waits for the work under way when it goes
};

} // namespace coai::net
