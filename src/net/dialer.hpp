#pragma once

#include "http/proxy.hpp"
#include "net/connection.hpp"
#include "net/origin.hpp"
#include "net/resolver_cache.hpp"
#include "net/session_cache.hpp"
#include "net/tls_context.hpp"

#include <coai/options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace coai::net {

/// Makes connections ready for a request: resolve, connect, the proxy's tunnel, TLS. Thread-safe.
class dialer {
public:
    struct settings {
        boost::asio::any_io_executor executor;
        /// Null if there are no https origins.
        std::shared_ptr<tls_context> tls;
        std::optional<http::proxy> proxy;
        tcp_keepalive_options keepalive;
        std::chrono::milliseconds dns_cache{};
    };

    explicit dialer(settings chosen);

    /// Must run on an executor that runs one handler at a time.
    /// @throws connection_error saying which step failed and why.
    boost::asio::awaitable<std::unique_ptr<connection>>
    dial(origin destination, std::shared_ptr<session_cache> sessions);

private:
    boost::asio::awaitable<transport> connect(std::string host, std::uint16_t port);
    boost::asio::awaitable<void> open_tunnel(connection& through, const origin& destination);
    boost::asio::awaitable<void> handshake(transport& over, const origin& destination);

    settings settings_;
    std::shared_ptr<resolver_cache> resolver_;
    std::shared_ptr<buffer_stock> buffers_;
};

} // namespace coai::net
