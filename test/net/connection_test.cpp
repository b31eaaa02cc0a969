#include "net/connection.hpp"

#include "net/loopback.hpp"
#include "net/run.hpp"

#include <coai/error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::errc;
using coai::net::buffer_stock;
using coai::net::connection;
using coai::net::io_result;
using coai::net::transport;

/// More than the system takes without the peer reading.
const std::string too_much(32 * 1024 * 1024, 'x');

struct pair {
    explicit pair(asio::io_context& io)
        : sockets(io),
          client(std::make_unique<connection>(transport(std::move(sockets.client)),
                                              io.get_executor(), buffers)),
          server(sockets.server) {}

    connected_pair sockets;
    std::shared_ptr<buffer_stock> buffers = std::make_shared<buffer_stock>();
    std::unique_ptr<connection> client;
    tcp::socket& server;
};

asio::awaitable<void> receive(tcp::socket& from, std::string& into) {
    co_await asio::async_read(from, asio::buffer(into), asio::use_awaitable);
}

TEST_SUITE("connection") {
    TEST_CASE("what is received stays until it is consumed") {
        asio::io_context io;
        pair ends(io);
        CHECK(ends.client->received() == "");
        asio::write(ends.server, asio::buffer("hello", 5));
        CHECK_FALSE(run(io, ends.client->fill()));
        CHECK(ends.client->received() == "hello");
        ends.client->consume(2);
        CHECK(ends.client->received() == "llo");
        ends.client->consume(3);
        CHECK(ends.client->received() == "");
    }

    TEST_CASE("receiving waits for data") {
        asio::io_context io;
        pair ends(io);
        std::optional<error_code> result;
        const task filling(io.get_executor(), keep(ends.client->fill(), result));
        poll(io);
        CHECK_FALSE(filling.done());
        asio::write(ends.server, asio::buffer("hello", 5));
        run_all(io);
        CHECK(result == error_code());
        CHECK(ends.client->received() == "hello");
    }

    TEST_CASE("all of a text is sent, however long it is") {
        asio::io_context io;
        pair ends(io);
        std::string arrived(too_much.size(), ' ');
        std::optional<error_code> result;
        const task sending(io.get_executor(), keep(ends.client->write(too_much), result));
        poll(io);
        CHECK_FALSE(sending.done());
        run(io, receive(ends.server, arrived));
        run_all(io);
        CHECK(result == error_code());
        CHECK((arrived == too_much));
    }

    TEST_CASE("the peer's end and a broken connection are returned") {
        asio::io_context io;
        pair ends(io);
        SUBCASE("the end") {
            asio::write(ends.server, asio::buffer("bye", 3));
            ends.server.close();
            CHECK_FALSE(run(io, ends.client->fill()));
            CHECK(ends.client->received() == "bye");
            ends.client->consume(3);
            CHECK(run(io, ends.client->fill()) == asio::error::eof);
            CHECK(ends.client->received() == "");
        }
        SUBCASE("a reset") {
            ends.server.set_option(asio::socket_base::linger(true, 0));
            ends.server.close();
            wait_readable(ends.client->transport().socket());
            CHECK(run(io, ends.client->write("hello")) == asio::error::connection_reset);
            CHECK(run(io, ends.client->write("hello")) == asio::error::broken_pipe);
        }
    }

    TEST_CASE("a deadline that passes while waiting is a timeout of its kind") {
        asio::io_context io;
        pair ends(io);
        const auto deadline = clock::now() + 5ms;
        SUBCASE("for data") {
            ends.client->watchdog()->expect_by(deadline, errc::first_byte_timeout);
            CHECK_THROWS_AS(run(io, ends.client->fill()), coai::timeout_error);
            CHECK(error_of(io, ends.client->fill()) == errc::first_byte_timeout);
            CHECK(error_of(io, ends.client->write("x")) == errc::first_byte_timeout);
        }
        SUBCASE("for room") {
            ends.client->watchdog()->expect_by(deadline, errc::attempt_timeout);
            CHECK_THROWS_AS(run(io, ends.client->write(too_much)), coai::timeout_error);
            CHECK(error_of(io, ends.client->write(too_much)) == errc::attempt_timeout);
        }
        CHECK(clock::now() >= deadline);
        CHECK_THROWS_AS(ends.client->check_watchdog(), coai::timeout_error);
    }

    TEST_CASE("an interruption looks like a cancellation") {
        asio::io_context io;
        pair ends(io);
        std::optional<error_code> result;
        SUBCASE("of receiving") {
            const task filling(io.get_executor(), keep(ends.client->fill(), result));
            poll(io);
            ends.client->watchdog()->interrupt();
            run_all(io);
            CHECK(filling.error() == asio::error::operation_aborted);
        }
        SUBCASE("of sending") {
            const task sending(io.get_executor(), keep(ends.client->write(too_much), result));
            poll(io);
            ends.client->watchdog()->interrupt();
            run_all(io);
            CHECK(sending.error() == asio::error::operation_aborted);
        }
        SUBCASE("before either") {
            ends.client->watchdog()->interrupt();
            CHECK(error_of(io, ends.client->fill()) == asio::error::operation_aborted);
            CHECK(error_of(io, ends.client->write("x")) == asio::error::operation_aborted);
        }
        CHECK_FALSE(result);
    }

    TEST_CASE("cancelling ends the wait") {
        asio::io_context io;
        pair ends(io);
        std::optional<error_code> result;
        task filling(io.get_executor(), keep(ends.client->fill(), result));
        poll(io);
        filling.cancel();
        run_all(io);
        CHECK(filling.error() == asio::error::operation_aborted);
    }

    TEST_CASE("it is idle only when all that was received is consumed") {
        asio::io_context io;
        pair ends(io);
        CHECK(ends.client->is_idle());
        asio::write(ends.server, asio::buffer("hello", 5));
        CHECK_FALSE(run(io, ends.client->fill()));
        CHECK_FALSE(ends.client->is_idle());
        ends.client->consume(5);
        CHECK(ends.client->is_idle());
    }

    TEST_CASE("it has a buffer only while something is in it") {
        asio::io_context io;
        pair ends(io);
        asio::write(ends.server, asio::buffer("hello", 5));
        CHECK_FALSE(run(io, ends.client->fill()));
        const char* const used = ends.client->received().data();
        CHECK(ends.buffers->take().get() != used);
        ends.client->consume(5);

        std::optional<error_code> result;
        const task filling(io.get_executor(), keep(ends.client->fill(), result));
        poll(io);
        CHECK_FALSE(result);
        const buffer_stock::buffer given_back = ends.buffers->take();
        CHECK(given_back.get() == used);

        asio::write(ends.server, asio::buffer("again", 5));
        run_all(io);
        CHECK(ends.client->received() == "again");
        CHECK(ends.client->received().data() != used);
    }

    TEST_CASE("what is not there yet is waited for, before an attempt to read it or after") {
        asio::io_context io;
        pair ends(io);
        SUBCASE("before") {}
        SUBCASE("after") { CHECK_FALSE(ends.client->try_fill()); }
        SUBCASE("when it has come already") {
            asio::write(ends.server, asio::buffer("hel", 3));
            run(io, ends.client->readable());
            CHECK(ends.client->try_fill() == error_code());
            CHECK(ends.client->received() == "hel");
            ends.client->consume(3);
        }
        bool is_there = false;
        const auto wait = [&]() -> asio::awaitable<void> {
            co_await ends.client->readable();
            is_there = true;
        };
        const task waiting(io.get_executor(), wait());
        poll(io);
        CHECK_FALSE(is_there);
        asio::write(ends.server, asio::buffer("lo", 2));
        run_all(io);
        CHECK(is_there);
        CHECK(ends.client->try_fill() == error_code());
        CHECK(ends.client->received() == "lo");
        ends.client->consume(2);
        ends.server.shutdown(tcp::socket::shutdown_send);
        run(io, ends.client->readable());
        CHECK(ends.client->try_fill() == error_code(asio::error::eof));
        ends.client->watchdog()->interrupt();
        CHECK_THROWS_AS(ends.client->try_fill(), boost::system::system_error);
    }

    TEST_CASE("what can be sent without waiting is taken off the text") {
        asio::io_context io;
        pair ends(io);
        std::string_view little = "hello";
        CHECK(ends.client->write_some(little).outcome == io_result::status::done);
        CHECK(little.empty());

        std::string_view much = too_much;
        CHECK(ends.client->write_some(much).outcome == io_result::status::want_write);
        CHECK(much.size() < too_much.size());
        CHECK_FALSE(much.empty());
        ends.client->watchdog()->interrupt();
        CHECK_THROWS_AS(ends.client->write_some(much), boost::system::system_error);
    }

    TEST_CASE("closing frees the descriptor and leaves no work") {
        asio::io_context io;
        pair ends(io);
        const auto descriptors = open_descriptors();
        const auto watchdog = ends.client->watchdog();
        watchdog->expect_by(clock::now() + 1h, errc::attempt_timeout);
        SUBCASE("explicitly") {
            ends.client->close(true);
            ends.client->close(false);
        }
        SUBCASE("by destruction") { ends.client.reset(); }
        CHECK(open_descriptors() == descriptors - 1);
        run_all(io);
        watchdog->interrupt(); // finds no descriptor that may be another's by now
        char byte = 0;
        error_code ec;
        ends.server.read_some(asio::buffer(&byte, 1), ec);
        CHECK(ec == asio::error::eof);
    }

    TEST_CASE("a server that is always ahead does not keep other coroutines from running") {
        asio::io_context io;
        pair ends(io);
        unsigned turns = 0;
        const auto count_turns = [&]() -> asio::awaitable<void> {
            for (;; ++turns)
                co_await asio::post(io.get_executor(), asio::use_awaitable);
        };
        task others(io.get_executor(), count_turns());

        ends.server.non_blocking(true);
        std::size_t ahead = 0;
        error_code full;
        while (!full)
            ahead += ends.server.write_some(asio::buffer(too_much), full);

        std::size_t longest = 0;
        const auto read_all = [&]() -> asio::awaitable<void> {
            std::size_t in_a_row = 0;
            for (std::size_t left = ahead; left != 0;) {
                const unsigned before = turns;
                const error_code ec = co_await ends.client->fill();
                REQUIRE_FALSE(ec);
                left -= ends.client->received().size();
                ends.client->consume(ends.client->received().size());
                in_a_row = turns == before ? in_a_row + 1 : 0;
                longest = std::max(longest, in_a_row);
            }
        };
        run(io, read_all());
        CHECK(longest <= 64);
        others.cancel();
        run_all(io);
    }
}

} // namespace
