#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace net_test {

namespace asio = boost::asio;
using boost::system::error_code;
using clock = std::chrono::steady_clock;

/// After this long, a coroutine that has not ended is taken for hung.
inline constexpr std::chrono::seconds patience{60};

/// The code of the exception, or none if there is no exception.
inline error_code code_of(const std::exception_ptr& error) {
    try {
        if (error)
            std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        return e.code();
    }
    return {};
}

/// A coroutine that was spawned, can be cancelled, and tells how it has ended.
class task {
public:
    task(const asio::any_io_executor& executor, asio::awaitable<void> operation);
    task(const task&) = delete;
    task& operator=(const task&) = delete;

    void cancel() { cancel_.emit(asio::cancellation_type::terminal); }
    bool done() const noexcept { return done_; }
    const std::exception_ptr& exception() const noexcept { return error_; }
    error_code error() const { return code_of(error_); }

private:
    asio::cancellation_signal cancel_;
    bool done_ = false;
    std::exception_ptr error_;
};

/// Runs what can be run without waiting.
inline void poll(asio::io_context& io) {
    io.restart();
    io.poll();
}

/// Runs until `finished` says so.
template <class Predicate>
void run_until(asio::io_context& io, Predicate finished) {
    io.restart();
    const auto limit = clock::now() + patience;
    while (!finished()) {
        if (io.run_one_until(limit) == 0)
            throw std::runtime_error(io.stopped() ? "there is nothing left to run" : "it hangs");
    }
}

/// Runs everything to its end; fails if work is left.
inline void run_all(asio::io_context& io) {
    io.restart();
    io.run_for(patience);
    if (!io.stopped())
        throw std::runtime_error("work is left");
}

/// Runs a coroutine to its end, and returns or throws what it came to. Other work may be left.
inline void run(asio::io_context& io, asio::awaitable<void> operation) {
    const task spawned(io.get_executor(), std::move(operation));
    run_until(io, [&] { return spawned.done(); });
    if (spawned.exception())
        std::rethrow_exception(spawned.exception());
}

template <class T>
asio::awaitable<void> keep(asio::awaitable<T> operation, std::optional<T>& result) {
    result.emplace(co_await std::move(operation));
}

template <class T>
T run(asio::io_context& io, asio::awaitable<T> operation) {
    std::optional<T> result;
    run(io, keep(std::move(operation), result));
    return std::move(*result);
}

/// The code that a coroutine fails with, or none.
template <class T>
error_code error_of(asio::io_context& io, asio::awaitable<T> operation) {
    try {
        run(io, std::move(operation));
    } catch (const boost::system::system_error&) {
        return code_of(std::current_exception());
    }
    return {};
}

} // namespace net_test
