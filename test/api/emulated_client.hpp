#pragma once

#include "run_to_end.hpp"

#include <coai/client.hpp>
#include <coai/testing/emulator.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

namespace coai::test {

template <class T>
boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, std::optional<T>& result) {
    result.emplace(co_await std::move(work));
}

/// run_to_end(), and returns what the coroutine did.
template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> work) {
    if constexpr (std::is_void_v<T>) {
        run_to_end(io, std::move(work));
    } else {
        std::optional<T> result;
        run_to_end(io, keep(std::move(work), result));
        return std::move(*result);
    }
}

/// The error that awaiting `work` throws, which must be an Error.
template <class Error, class T>
Error failure_of(boost::asio::io_context& io, boost::asio::awaitable<T> work) {
    try {
        run(io, std::move(work));
    } catch (const Error& failed) {
        return failed;
    }
    throw std::logic_error("the call succeeded");
}

/// Pauses short enough for tests, and no chance in them.
inline client_options impatient(client_options options) {
    options.retry.base_delay = std::chrono::milliseconds(1);
    options.retry.max_delay = std::chrono::milliseconds(4);
    options.retry.jitter = 0.0;
    return options;
}

inline client_options without_retries(client_options options) {
    options.retry.max_retries = 0;
    return options;
}

/// What the tests of a whole call need: a server on loopback, a context, and a client of both.
struct emulated_client {
    emulated_client() : client(io.get_executor(), impatient(server.client_options())) {}
    explicit emulated_client(const testing::emulator_options& options)
        : server(options), client(io.get_executor(), impatient(server.client_options())) {}

    /// Replaces the client by one with other options, made from those that lead to the server.
    template <class Change>
    void reconfigure(Change change) {
        client_options options = impatient(server.client_options());
        change(options);
        client = coai::client(io.get_executor(), std::move(options));
    }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return test::run(io, std::move(work));
    }
    template <class Error, class T>
    Error failure_of(boost::asio::awaitable<T> work) {
        return test::failure_of<Error>(io, std::move(work));
    }

    testing::emulator server;
    boost::asio::io_context io{1};
    coai::client client;
};

inline bool mentions(const error& failed, std::string_view words) {
    return std::string_view(failed.what()).find(words) != std::string_view::npos;
}

/// A question that every model answers.
inline chat::request question() {
    return chat::request("gemini-2.5-flash").user("Explain to me how AI works");
}

constexpr std::chrono::seconds patience{20};

} // namespace coai::test
