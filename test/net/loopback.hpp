#pragma once

#include "open_descriptors.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <poll.h>

#include <cstddef>
#include <stdexcept>

namespace net_test {

using boost::asio::ip::tcp;

using coai::test::open_descriptors;

/// A server that accepts when it is told to; until then, the system completes connections for it.
class listener {
public:
    explicit listener(boost::asio::io_context& io, int backlog = 128) : acceptor_(io) {
        const tcp::endpoint any_port(boost::asio::ip::address_v4::loopback(), 0);
        acceptor_.open(any_port.protocol());
        acceptor_.bind(any_port);
        acceptor_.listen(backlog);
    }

    tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
    tcp::socket accept() { return acceptor_.accept(); }
    /// Waits until there is something to accept.
    void wait() { acceptor_.wait(tcp::acceptor::wait_read); }
    void close() { acceptor_.close(); }

private:
    tcp::acceptor acceptor_;
};

/// An address that does not answer: its queue is full, so the system drops what asks for more.
class silent_address {
public:
    explicit silent_address(boost::asio::io_context& io) : full_(io, 0), first_(io) {
        first_.connect(full_.endpoint());
        full_.wait(); // until it takes the queue's only place
    }

    tcp::endpoint endpoint() const { return full_.endpoint(); }

private:
    listener full_;
    tcp::socket first_;
};

/// An address that refuses: nobody listens there any more.
inline tcp::endpoint refusing_address(boost::asio::io_context& io) {
    return listener(io).endpoint();
}

/// Waits until there is something to read from a socket, an end or an error included.
inline void wait_readable(tcp::socket& socket) {
    pollfd wanted{};
    wanted.fd = socket.native_handle();
    wanted.events = POLLIN;
    if (::poll(&wanted, 1, 60'000) != 1)
        throw std::runtime_error("nothing to read");
}

/// Both ends of a connection.
struct connected_pair {
    explicit connected_pair(boost::asio::io_context& io) : client(io), server(io) {
        listener here(io);
        client.connect(here.endpoint());
        server = here.accept();
    }

    tcp::socket client;
    tcp::socket server;
};

} // namespace net_test
