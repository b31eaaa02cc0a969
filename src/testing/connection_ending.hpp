#pragma once

#include "net/connection.hpp"

#include <coai/testing/fault.hpp>

#include <boost/asio/awaitable.hpp>

namespace coai::testing {

/// Ends the connection in that way; with ending::stall that is when the client leaves, and
/// ending::keep does nothing.
boost::asio::awaitable<void> end_connection(net::connection& connection, ending how);

/// Receives and drops until the client leaves.
boost::asio::awaitable<void> discard_input(net::connection& connection);

} // namespace coai::testing
