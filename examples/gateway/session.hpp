#pragma once

#include <coai/client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace gateway {

/// Relays the requests that come over this connection, one after the other, until the client leaves
/// or `stopping` expires.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket,
                                   const coai::client& upstream,
                                   boost::asio::steady_timer& stopping);

} // namespace gateway
