#include "testing/departure_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/ssl.h>

#include <sys/socket.h>

#include <cerrno>
#include <tuple>

namespace coai::testing {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// Whether the client has closed its side, given that the connection is not idle.
bool has_ended(net::transport& transport) {
    if (SSL* ssl = transport.ssl(); ssl && (SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) != 0)
        return true;
    char byte = 0;
    const ssize_t count = ::recv(transport.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

} // namespace

asio::awaitable<bool> departure_watch::pause(std::chrono::microseconds duration) {
    tcp::socket& socket = connection_.transport().socket();
    if (!state_)
        state_ = std::make_shared<state>(socket.get_executor());
    state_->timer.expires_after(duration);
    for (;;) {
        if (!has_input_ && !state_->waiting)
            wait_for_input();
        const std::tuple<error_code> waited =
            co_await state_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!std::get<0>(waited))
            co_return true;
        if (!connection_.is_idle()) {
            if (has_ended(connection_.transport()))
                co_return false;
            has_input_ = true;
        }
    }
}

void departure_watch::wait_for_input() {
    state_->waiting = true;
    connection_.transport().socket().async_wait(tcp::socket::wait_read,
                                                [shared = state_](error_code ec) {
                                                    shared->waiting = false;
                                                    if (!ec)
                                                        shared->timer.cancel();
                                                });
}

void departure_watch::stop() noexcept {
    if (state_ && state_->waiting) {
        error_code ignored; // a closed socket has nothing to cancel
        connection_.transport().socket().cancel(ignored);
    }
}

} // namespace coai::testing
