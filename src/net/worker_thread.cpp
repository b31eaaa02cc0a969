#include "net/worker_thread.hpp"

#include "net/one_shot_event.hpp"

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
        std::exception_ptr thrown;
        try {
            work_();
        } catch (...) {
            thrown = std::current_exception(); // result() throws it
        }
        std::lock_guard lock(mutex_);
        thrown_ = std::move(thrown);
        if (waiting_)
            waiting_->set();
    }

    void notify(one_shot_event* waiting) {
        std::lock_guard lock(mutex_);
        waiting_ = waiting;
    }

    void result() {
        // Taken out, so that no exception that a caller still looks at dies with the job.
        std::exception_ptr thrown;
        {
            std::lock_guard lock(mutex_);
            thrown = std::move(thrown_);
        }
        if (thrown)
            std::rethrow_exception(thrown);
    }

private:
    std::function<void()> work_;
    std::mutex mutex_;
    one_shot_event* waiting_ = nullptr;
    std::exception_ptr thrown_;
};

/// Takes a caller's event out of its job before it dies, so that the thread finds none that has
/// died with its io_context.
class worker_thread::registration {
public:
    registration(job& of, one_shot_event& event) : job_(of) { job_.notify(&event); }
    registration(const registration&) = delete;
    registration& operator=(const registration&) = delete;
    ~registration() { job_.notify(nullptr); }

private:
    job& job_;
};

asio::thread_pool& worker_thread::pool() {
    std::lock_guard lock(mutex_);
    if (!pool_)
        pool_.emplace(1);
    return *pool_;
}

asio::awaitable<void> worker_thread::run(std::function<void()> work) {
    const auto task = std::make_shared<job>(std::move(work));
    one_shot_event finished(co_await asio::this_coro::executor);
    const registration registered(*task, finished);
    asio::post(pool(), [task] { task->run(); });
    co_await finished.wait();
    task->result();
}

} // namespace coai::net
