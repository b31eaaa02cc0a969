#pragma once

#include <coai/client.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>

namespace gateway {

/// An HTTP server on the loopback interface that relays POST /v1/chat/completions, plain and as an
/// event stream, to the server of a coai::client.
///
/// For one thread. Server and client must outlive the run of their io_context.
class server {
public:
    /// Listens; port 0 takes a free one.
    server(boost::asio::any_io_executor executor, const coai::client& upstream,
           std::uint16_t port = 0);

    /// Takes connections until stop().
    boost::asio::awaitable<void> run();

    /// Takes no more connections and requests; those under way are answered.
    void stop();

    std::uint16_t port() const;

private:
    const coai::client& upstream_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer stopping_;
};

} // namespace gateway
