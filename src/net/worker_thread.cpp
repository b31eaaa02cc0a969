#include "net/worker_thread.hpp"

#include "net/gate.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;

/// Work with what came of it, shared by the thread and whoever waits, of whom either may go first.
class worker_thread::job {
public:
    explicit job(std::function<void()> work) : work_(std::move(work)) {}

    void run() {
        try {
            work_();
        } catch (...) {
            thrown_ = std::current_exception(); // result() throws it
        }
        done_.open();
    }

    asio::awaitable<void> result() {
        const asio::any_io_executor executor = co_await asio::this_coro::executor;
        co_await done_.wait(executor);
        // Moved, so that no exception that a caller still looks at dies with the job.
        if (const std::exception_ptr thrown = std::move(thrown_))
            std::rethrow_exception(thrown);
    }

private:
    std::function<void()> work_;
    gate done_;
    std::exception_ptr thrown_;
};

asio::thread_pool& worker_thread::pool() {
    std::lock_guard lock(mutex_);
    if (!pool_)
        pool_.emplace(1);
    return *pool_;
}

asio::awaitable<void> worker_thread::run(std::function<void()> work) {
    const auto task = std::make_shared<job>(std::move(work));
    asio::post(pool(), [task] { task->run(); });
    co_await task->result();
}

} // namespace coai::net
