#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <functional>
#include <utility>

namespace bench {

/// Where coroutines of one thread wait for each other; the last one to come opens it for all.
class gate {
public:
    gate(boost::asio::io_context& io, std::size_t expected, std::function<void()> on_open)
        : opened_(io, boost::asio::steady_timer::time_point::max()),
          missing_(expected),
          on_open_(std::move(on_open)) {}

    boost::asio::awaitable<void> pass() {
        if (--missing_ == 0) {
            on_open_();
            opened_.cancel();
            co_return;
        }
        co_await opened_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

private:
    boost::asio::steady_timer opened_;
    std::size_t missing_;
    std::function<void()> on_open_;
};

} // namespace bench
