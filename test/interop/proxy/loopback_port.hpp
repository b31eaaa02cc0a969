#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>

namespace proxy {

/// A port of 127.0.0.1 that nobody listens at.
inline std::uint16_t free_port() {
    using boost::asio::ip::tcp;
    boost::asio::io_context io;
    const tcp::acceptor any(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    return any.local_endpoint().port();
}

/// Whether somebody listens there.
inline bool accepts_connections(std::uint16_t port) {
    using boost::asio::ip::tcp;
    boost::asio::io_context io;
    tcp::socket socket(io);
    boost::system::error_code refused;
    socket.connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), port), refused);
    return !refused;
}

} // namespace proxy
