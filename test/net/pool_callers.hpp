#pragma once

#include "net/pool.hpp"
#include "net/run.hpp"

#include <coai/options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>

namespace net_test {

using asio::ip::tcp;
using coai::net::acquire_limits;
using coai::net::lease;
using coai::net::origin;
using coai::net::pool;

inline std::shared_ptr<pool> make_pool(const asio::any_io_executor& executor,
                                       const coai::pool_options& options) {
    coai::net::dialer::settings settings;
    settings.executor = executor;
    settings.dns_cache = std::chrono::minutes(1);
    return std::make_shared<pool>(options, settings);
}

inline std::shared_ptr<pool> make_pool(const asio::any_io_executor& executor,
                                       std::size_t max_connections, std::size_t max_waiting = 100) {
    coai::pool_options options;
    options.max_connections = max_connections;
    options.max_waiting = max_waiting;
    return make_pool(executor, options);
}

inline origin origin_at(const tcp::endpoint& address) {
    origin result;
    result.host = address.address().to_string();
    result.port = address.port();
    return result;
}

/// A coroutine that asks for a connection and keeps it.
class caller {
public:
    caller(asio::io_context& io, const std::shared_ptr<pool>& from, const origin& destination,
           const acquire_limits& limits = acquire_limits())
        : waiting_(io.get_executor(), keep(from->acquire(destination, limits), held_)) {}

    bool served() const { return held_.has_value(); }
    bool done() const { return waiting_.done(); }
    error_code error() const { return waiting_.error(); }
    const std::exception_ptr& exception() const { return waiting_.exception(); }
    void cancel() { waiting_.cancel(); }
    lease& held() { return *held_; }

private:
    std::optional<lease> held_;
    task waiting_;
};

inline lease acquire(asio::io_context& io, const std::shared_ptr<pool>& from,
                     const origin& destination) {
    return run(io, from->acquire(destination, acquire_limits()));
}

} // namespace net_test
