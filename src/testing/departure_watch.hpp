#pragma once

#include "net/connection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>

namespace coai::testing {

/// Pauses in a response that end early when the client leaves. One wait on the socket serves all
/// pauses; what the client may send meanwhile stays unread.
class departure_watch {
public:
    explicit departure_watch(net::connection& connection) : connection_(connection) {}
    ~departure_watch() { stop(); }

    departure_watch(const departure_watch&) = delete;
    departure_watch& operator=(const departure_watch&) = delete;

    /// False if the client left.
    boost::asio::awaitable<bool> pause(std::chrono::microseconds duration);

    /// Ends the wait on the socket, before somebody else waits on it.
    void stop() noexcept;

private:
    // Shared with the handler of the wait on the socket, which may run after us.
    struct state {
        explicit state(const boost::asio::any_io_executor& executor) : timer(executor) {}

        boost::asio::steady_timer timer;
        bool waiting = false;
    };

    void wait_for_input();

    net::connection& connection_;
    std::shared_ptr<state> state_;
    bool has_input_ = false;
};

} // namespace coai::testing
