#pragma once

#include "net/resolver_cache.hpp"

#include <coai/options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>

namespace coai::net {

/// How long one address may take before the next is tried beside it (RFC 8305 section 5).
inline constexpr std::chrono::milliseconds connection_attempt_delay{250};

/// Connects to whichever of the addresses answers first ("happy eyeballs", RFC 8305): they are
/// tried in order, each a quarter of a second after the one before it or as soon as that has
/// failed.
///
/// There must be at least one. The sockets belong to `io_executor`. The coroutine itself must run
/// on an executor that runs one handler at a time.
/// @throws connection_error (errc::connect_failed) with the last address's error.
boost::asio::awaitable<boost::asio::ip::tcp::socket>
connect_any(boost::asio::any_io_executor io_executor, endpoints addresses,
            tcp_keepalive_options keepalive);

} // namespace coai::net
