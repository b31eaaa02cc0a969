#pragma once

#include "net/loopback.hpp"
#include "net/run.hpp"
#include "net/tls_context.hpp"
#include "net/transport.hpp"
#include "testing/server_tls_context.hpp"

#include <coai/options.hpp>
#include <coai/testing/emulator_options.hpp>

#include <optional>
#include <string>
#include <utility>

namespace net_test {

using coai::net::io_result;
using coai::net::transport;
using status = io_result::status;

/// A client that trusts `server` alone.
inline coai::tls_options trusting(const coai::testing::server_tls_context& server) {
    coai::tls_options options;
    options.ca_pem = server.ca_pem();
    return options;
}

inline asio::awaitable<void> shake_hands(transport& over, std::optional<io_result>& ended) {
    for (;;) {
        const io_result step = over.try_handshake();
        if (step.outcome != status::want_read && step.outcome != status::want_write) {
            ended = step;
            co_return;
        }
        co_await over.ready(step.outcome);
    }
}

/// Both ends of a connection under TLS, after the handshake.
struct tls_pair {
    tls_pair(asio::io_context& io, coai::net::ssl_ptr client_session,
             coai::net::ssl_ptr server_session)
        : sockets(io) {
        client.start_tls(std::move(client_session));
        server.start_tls(std::move(server_session));
        std::optional<io_result> client_end;
        std::optional<io_result> server_end;
        const task clients(io.get_executor(), shake_hands(client, client_end));
        const task servers(io.get_executor(), shake_hands(server, server_end));
        run_until(io, [&] { return client_end && server_end; });
        client_handshake = *client_end;
        server_handshake = *server_end;
    }

    connected_pair sockets;
    transport client{std::move(sockets.client)};
    transport server{std::move(sockets.server)};
    io_result client_handshake;
    io_result server_handshake;
};

} // namespace net_test
