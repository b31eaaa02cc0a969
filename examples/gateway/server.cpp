#include "gateway/server.hpp"

#include "gateway/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <utility>

namespace gateway {

namespace asio = boost::asio;
using asio::ip::tcp;

server::server(asio::any_io_executor executor, const coai::client& upstream, std::uint16_t port)
    : upstream_(upstream),
      acceptor_(executor, tcp::endpoint(asio::ip::address_v4::loopback(), port)),
      stopping_(executor, asio::steady_timer::time_point::max()) {}

asio::awaitable<void> server::run() {
    while (acceptor_.is_open()) {
        auto [failed, socket] =
            co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!failed) {
            asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket), upstream_, stopping_),
                           asio::detached);
        } else if (acceptor_.is_open()) {
            // Out of descriptors, say: there will be some again.
            asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds(100));
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

void server::stop() {
    acceptor_.close();
    stopping_.expires_at(asio::steady_timer::clock_type::now());
}

std::uint16_t server::port() const { return acceptor_.local_endpoint().port(); }

} // namespace gateway
