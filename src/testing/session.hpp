#pragma once

#include "net/connection.hpp"
#include "testing/fault_queue.hpp"
#include "testing/journal.hpp"
#include "testing/request_parser.hpp"
#include "testing/router.hpp"
#include "testing/server_tls_context.hpp"

#include <coai/testing/emulator.hpp>
#include <coai/testing/emulator_options.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace coai::testing {

/// What all sessions of an emulator share, and outlive.
struct session_environment {
    explicit session_environment(const emulator_options& chosen)
        : options(chosen),
          routes(make_router(options, state)),
          seen(options.max_recorded_requests, options.on_request) {
        if (options.tls)
            ca_pem = tls.emplace(options).ca_pem();
    }

    session_environment(const session_environment&) = delete;
    session_environment& operator=(const session_environment&) = delete;

    const emulator_options options;
    emulator_state state;
    const router routes;
    journal seen;
    fault_queue faults;
    std::optional<server_tls_context> tls; // none for plain HTTP
    std::string ca_pem;
};

/// The server's side of one connection: handshake, then one request after another.
class session {
public:
    session(session_environment& environment, boost::asio::ip::tcp::socket socket);
    ~session();

    session(const session&) = delete;
    session& operator=(const session&) = delete;

    /// Serves the connection to its end.
    /// @throws boost::system::system_error when the connection fails or is interrupted.
    boost::asio::awaitable<void> run(admission how);

private:
    boost::asio::awaitable<bool> handshake();
    boost::asio::awaitable<bool> serve_request();
    boost::asio::awaitable<boost::system::error_code> receive_head();
    boost::asio::awaitable<boost::system::error_code> receive_body(std::uint64_t at_most);
    boost::asio::awaitable<boost::system::error_code> receive_more();
    void take_part_of_request(std::uint64_t size);
    boost::asio::awaitable<void> refuse_request();
    boost::asio::awaitable<void> wait_for_reset();
    reply answer(const request& asked, const fault::plan& faulty) const;
    void record(const request& asked);

    session_environment& environment_;
    net::connection connection_;
    std::uint64_t number_;
    request_parser parser_;
};

} // namespace coai::testing
