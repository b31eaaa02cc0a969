#pragma once

#include "net/loopback.hpp"
#include "net/pool_callers.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>

namespace net_test {

/// A pool, and a server that it can connect to, which accepts nothing unless it is told to.
template <std::size_t max_connections, std::size_t max_waiting = 100, int backlog = 128>
struct pool_fixture {
    lease acquire() { return acquire(here); }
    lease acquire(const origin& destination) {
        return net_test::acquire(io, connections, destination);
    }

    asio::io_context io;
    listener server{io, backlog};
    origin here = origin_at(server.endpoint());
    std::shared_ptr<pool> connections = make_pool(io.get_executor(), max_connections, max_waiting);
};

} // namespace net_test
