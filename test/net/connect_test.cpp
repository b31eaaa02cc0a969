#include "net/connect.hpp"

#include "net/loopback.hpp"
#include "net/run.hpp"

#include <coai/error.hpp>

#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>
#include <optional>
#include <sstream>
#include <string>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::errc;
using coai::tcp_keepalive_options;
using coai::net::connect_any;
using coai::net::connection_attempt_delay;
using coai::net::endpoints;

asio::awaitable<tcp::socket> connect_to(asio::io_context& io, endpoints addresses) {
    return connect_any(io.get_executor(), std::move(addresses), tcp_keepalive_options());
}

int option(tcp::socket& socket, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    REQUIRE(::getsockopt(socket.native_handle(), level, name, &value, &size) == 0);
    return value;
}

TEST_SUITE("connect") {
    TEST_CASE("a socket that is connected sends small pieces at once and probes silent peers") {
        asio::io_context io;
        const listener server(io);
        tcp_keepalive_options keepalive;
        keepalive.idle = 7s;
        keepalive.interval = 5s;
        keepalive.count = 3;
        tcp::socket socket =
            run(io, connect_any(io.get_executor(), {server.endpoint()}, keepalive));
        CHECK(socket.remote_endpoint() == server.endpoint());
        CHECK(option(socket, IPPROTO_TCP, TCP_NODELAY) == 1);
        CHECK(option(socket, SOL_SOCKET, SO_KEEPALIVE) == 1);
        CHECK(option(socket, IPPROTO_TCP, TCP_KEEPIDLE) == 7);
        CHECK(option(socket, IPPROTO_TCP, TCP_KEEPINTVL) == 5);
        CHECK(option(socket, IPPROTO_TCP, TCP_KEEPCNT) == 3);

        keepalive.enabled = false;
        socket = run(io, connect_any(io.get_executor(), {server.endpoint()}, keepalive));
        CHECK(option(socket, IPPROTO_TCP, TCP_NODELAY) == 1);
        CHECK(option(socket, SOL_SOCKET, SO_KEEPALIVE) == 0);
    }

    TEST_CASE("programs that the process starts do not inherit a connection") {
        asio::io_context io;
        const listener server(io);
        tcp::socket socket = run(io, connect_to(io, {server.endpoint()}));
        CHECK((::fcntl(socket.native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
    }

    TEST_CASE("when an address refuses, the next is tried without delay") {
        asio::io_context io;
        const listener server(io);
        constexpr int refusals = 40;
        endpoints addresses(refusals, refusing_address(io));
        addresses.push_back(server.endpoint());
        const auto before = clock::now();
        const tcp::socket socket = run(io, connect_to(io, addresses));
        CHECK(clock::now() - before < refusals * connection_attempt_delay);
        CHECK(socket.remote_endpoint() == server.endpoint());
        run_all(io);
    }

    TEST_CASE("when an address is silent, the next is tried beside it after a while") {
        asio::io_context io;
        const listener server(io);
        const silent_address silent(io);
        const auto descriptors = open_descriptors();
        const auto before = clock::now();
        SUBCASE("and wins") {
            const tcp::socket socket =
                run(io, connect_to(io, {silent.endpoint(), server.endpoint()}));
            CHECK(clock::now() - before >= connection_attempt_delay);
            CHECK(socket.remote_endpoint() == server.endpoint());
            run_all(io); // the silent address is not waited for
        }
        SUBCASE("and then another, if that refuses") {
            const tcp::socket socket = run(
                io, connect_to(io, {silent.endpoint(), refusing_address(io), server.endpoint()}));
            CHECK(socket.remote_endpoint() == server.endpoint());
            run_all(io);
        }
        CHECK(open_descriptors() == descriptors);
    }

    TEST_CASE("when all addresses refuse, the error tells the last of them and why") {
        asio::io_context io;
        const tcp::endpoint last = refusing_address(io);
        try {
            run(io, connect_to(io, {refusing_address(io), last}));
            FAIL("connected");
        } catch (const coai::connection_error& e) {
            CHECK(e.kind() == errc::connect_failed);
            CHECK(e.cause() == asio::error::connection_refused);
            std::ostringstream address;
            address << last;
            CHECK(std::string(e.what()).find(address.str()) != std::string::npos);
        }
        run_all(io);
    }

    TEST_CASE("cancelling gives all attempts up") {
        asio::io_context io;
        const silent_address silent(io);
        const auto descriptors = open_descriptors();
        std::optional<tcp::socket> result;
        task connecting(io.get_executor(),
                        keep(connect_to(io, {silent.endpoint(), silent.endpoint()}), result));
        poll(io);
        CHECK(open_descriptors() == descriptors + 1);
        connecting.cancel();
        run_all(io);
        CHECK(connecting.error() == asio::error::operation_aborted);
        CHECK(open_descriptors() == descriptors);
    }

    TEST_CASE("an io_context that is destroyed takes the attempts along") {
        const auto descriptors = open_descriptors();
        {
            asio::io_context io;
            const silent_address silent(io);
            std::optional<tcp::socket> result;
            const task connecting(
                io.get_executor(),
                keep(connect_to(io, {silent.endpoint(), silent.endpoint()}), result));
            poll(io);
            CHECK_FALSE(connecting.done());
        }
        CHECK(open_descriptors() == descriptors);
    }
}

} // namespace
