#pragma once

#include "testing/session.hpp"

#include <coai/testing/emulator.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace coai::testing {

/// Listens, and spreads the connections over threads that each have an io_context of their own.
class server {
public:
    /// @throws as emulator's constructor.
    explicit server(const emulator_options& options);
    ~server();

    server(const server&) = delete;
    server& operator=(const server&) = delete;

    void stop();
    void admit(admission how);

    std::uint16_t port() const noexcept { return port_; }
    session_environment& environment() noexcept { return environment_; }
    const session_environment& environment() const noexcept { return environment_; }

private:
    using acceptor = boost::asio::ip::tcp::acceptor;

    struct worker {
        worker() : io(1), work(io.get_executor()) {}

        boost::asio::io_context io;
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
        std::thread thread;
    };

    void listen();
    std::shared_ptr<acceptor> listen_at(const boost::asio::ip::address& address);
    void close_listeners();
    boost::asio::awaitable<void> accept(std::shared_ptr<acceptor> listener);
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
    worker& next_worker() noexcept;

    session_environment environment_;
    std::mutex control_mutex_; // held by stop() and admit()
    std::atomic<admission> admission_ = admission::serve;
    std::uint16_t port_;
    // Sessions refer to what is above, and the io_contexts own the sessions.
    std::vector<std::unique_ptr<worker>> workers_;
    std::vector<std::shared_ptr<acceptor>> listeners_;
    std::size_t turn_ = 0;
};

} // namespace coai::testing
