#include "testing/connection_ending.hpp"

#include <boost/asio/socket_base.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace coai::testing {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

void send_close_notify(net::connection& connection) {
    SSL* ssl = connection.transport().ssl();
    if (!ssl || !SSL_is_init_finished(ssl))
        return;
    ERR_clear_error();
    SSL_shutdown(ssl); // a client that does not read gets none, as from any server
    ERR_clear_error();
}

void send_corrupt_record(net::connection& connection) {
    if (!connection.transport().ssl())
        return;
    // An application data record that was never encrypted, so its tag cannot be right.
    std::string record("\x17\x03\x03\x00\x40", 5);
    record.append(64, 'x');
    ::send(connection.transport().descriptor(), record.data(), record.size(), MSG_NOSIGNAL);
}

void reset(net::connection& connection) {
    error_code ignored; // a connection that is gone needs no reset
    connection.transport().socket().set_option(asio::socket_base::linger(true, 0), ignored);
    connection.close(false);
}

} // namespace

asio::awaitable<void> discard_input(net::connection& connection) {
    error_code ec;
    while (!ec) {
        connection.consume(connection.received().size());
        ec = co_await connection.fill();
    }
}

asio::awaitable<void> end_connection(net::connection& connection, ending how) {
    switch (how) {
    case ending::close:
        send_close_notify(connection);
        connection.close(true);
        break;
    case ending::cut:
        connection.close(false);
        break;
    case ending::reset:
        reset(connection);
        break;
    case ending::stall:
        co_await discard_input(connection);
        connection.close(false);
        break;
    case ending::corrupt_record:
        send_corrupt_record(connection);
        connection.close(false);
        break;
    case ending::keep:
        break;
    }
}

} // namespace coai::testing
