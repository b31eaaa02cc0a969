#include "net/transport.hpp"

#include "net/loopback.hpp"
#include "net/run.hpp"
#include "net/session_cache.hpp"
#include "net/tls_pair.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include <doctest/doctest.h>

#include <sys/socket.h>

#include <array>
#include <csignal>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace net_test;

/// Notes SIGPIPE instead of dying of it.
class broken_pipe_watch {
public:
    broken_pipe_watch() {
        raised_ = 0;
        struct sigaction note {};
        note.sa_handler = [](int) { raised_ = 1; };
        ::sigaction(SIGPIPE, &note, &before_);
    }
    broken_pipe_watch(const broken_pipe_watch&) = delete;
    broken_pipe_watch& operator=(const broken_pipe_watch&) = delete;
    ~broken_pipe_watch() { ::sigaction(SIGPIPE, &before_, nullptr); }

    bool raised() const { return raised_ != 0; }

private:
    static inline volatile std::sig_atomic_t raised_ = 0;
    struct sigaction before_ {};
};

void reset(tcp::socket& socket) {
    socket.set_option(asio::socket_base::linger(true, 0));
    socket.close();
}

/// Writes until nothing more fits; what was written.
std::size_t fill_up(transport& over) {
    const std::string text(64 * 1024, 'x');
    std::size_t written = 0;
    for (;;) {
        const io_result step = over.try_write(text);
        if (step.outcome != status::done) {
            CHECK(step.outcome == status::want_write);
            return written;
        }
        written += step.count;
    }
}

/// Reads `size` bytes, waiting where that is needed.
asio::awaitable<std::string> read(transport& from, std::size_t size) {
    std::string text;
    std::array<char, 16 * 1024> piece;
    while (text.size() < size) {
        const io_result step = from.try_read(piece);
        if (step.outcome == status::done)
            text.append(piece.data(), step.count);
        else if (step.outcome == status::want_read || step.outcome == status::want_write)
            co_await from.ready(step.outcome);
        else
            break;
    }
    co_return text;
}

asio::awaitable<void> write(transport& to, std::string_view text) {
    while (!text.empty()) {
        const io_result step = to.try_write(text);
        if (step.outcome == status::done)
            text.remove_prefix(step.count);
        else
            co_await to.ready(step.outcome);
    }
}

/// Waits for what the next read comes to.
asio::awaitable<void> read_once(transport& from, io_result& result) {
    std::array<char, 100> piece;
    do {
        co_await from.ready(status::want_read);
        result = from.try_read(piece);
    } while (result.outcome == status::want_read);
}

/// Sends what is no data until far more waits at the client than is read at once.
void flood(transport& client, transport& server, void (*send)(SSL*)) {
    client.socket().set_option(asio::socket_base::receive_buffer_size(500'000));
    server.socket().set_option(asio::socket_base::send_buffer_size(500'000));
    while (client.socket().available() < 100'000) {
        send(server.ssl());
        REQUIRE(SSL_do_handshake(server.ssl()) == 1);
    }
}

io_result read_step(transport& from) {
    std::array<char, 100> piece;
    return from.try_read(piece);
}

struct plain_pair {
    explicit plain_pair(asio::io_context& io) : sockets(io) {}

    connected_pair sockets;
    transport client{std::move(sockets.client)};
    transport server{std::move(sockets.server)};
};

TEST_SUITE("transport") {
    TEST_CASE("reading gives what has come, and else says that it has to wait") {
        asio::io_context io;
        plain_pair pair(io);
        CHECK(read_step(pair.client).outcome == status::want_read);
        REQUIRE(pair.server.try_write("hello").count == 5);
        wait_readable(pair.client.socket());
        std::array<char, 3> piece;
        io_result step = pair.client.try_read(piece);
        CHECK(step.outcome == status::done);
        CHECK(std::string_view(piece.data(), step.count) == "hel");
        step = pair.client.try_read(piece);
        CHECK(std::string_view(piece.data(), step.count) == "lo");
        CHECK(read_step(pair.client).outcome == status::want_read);
    }

    TEST_CASE("an orderly end, and a broken connection") {
        asio::io_context io;
        plain_pair pair(io);
        SUBCASE("the peer closes") {
            pair.server.close(true);
            wait_readable(pair.client.socket());
            const io_result step = read_step(pair.client);
            CHECK(step.outcome == status::end);
            CHECK_FALSE(step.error);
        }
        SUBCASE("the peer resets") {
            reset(pair.server.socket());
            wait_readable(pair.client.socket());
            const io_result step = read_step(pair.client);
            CHECK(step.outcome == status::failed);
            CHECK(step.error == asio::error::connection_reset);
        }
    }

    TEST_CASE("writing stops when the peer does not read, and goes on when it does") {
        asio::io_context io;
        plain_pair pair(io);
        std::size_t written = fill_up(pair.client);
        CHECK(written > 0);
        const task waiting(io.get_executor(), pair.client.ready(status::want_write));
        CHECK(run(io, read(pair.server, written)).size() == written);
        run_until(io, [&] { return waiting.done(); });
        CHECK(pair.client.try_write("more").outcome == status::done);
    }

    TEST_CASE("writing where nobody can read any more fails, and raises no signal") {
        asio::io_context io;
        const broken_pipe_watch watch;
        plain_pair pair(io);
        SUBCASE("the peer is gone") {
            reset(pair.server.socket());
            wait_readable(pair.client.socket());
            CHECK(pair.client.try_write("hello").error == asio::error::connection_reset);
        }
        SUBCASE("this end was shut down") {
            pair.client.socket().shutdown(tcp::socket::shutdown_send);
        }
        const io_result step = pair.client.try_write("hello");
        CHECK(step.outcome == status::failed);
        CHECK(step.error == asio::error::broken_pipe);
        CHECK_FALSE(watch.raised());
    }

    TEST_CASE("waiting ends when there is something to read, and when it is cancelled") {
        asio::io_context io;
        plain_pair pair(io);
        task waiting(io.get_executor(), pair.client.ready(status::want_read));
        poll(io);
        CHECK_FALSE(waiting.done());
        SUBCASE("data") {
            pair.server.try_write("hello");
            run_all(io);
            CHECK_FALSE(waiting.error());
        }
        SUBCASE("the peer's end") {
            pair.server.close(true);
            run_all(io);
            CHECK_FALSE(waiting.error());
        }
        SUBCASE("a shutdown by this end, as a watchdog does it") {
            ::shutdown(pair.client.descriptor(), SHUT_RDWR);
            run_all(io);
            CHECK_FALSE(waiting.error());
        }
        SUBCASE("cancellation") {
            waiting.cancel();
            run_all(io);
            CHECK(waiting.error() == asio::error::operation_aborted);
        }
        CHECK(waiting.done());
    }

    TEST_CASE("a connection is idle as long as nothing has come from the peer") {
        asio::io_context io;
        plain_pair pair(io);
        CHECK(pair.client.is_idle());
        CHECK(pair.client.is_idle());
        SUBCASE("not when a byte waits, which stays to be read") {
            pair.server.try_write("x");
            wait_readable(pair.client.socket());
            CHECK_FALSE(pair.client.is_idle());
            CHECK(read_step(pair.client).count == 1);
            CHECK(pair.client.is_idle());
        }
        SUBCASE("not when the peer has closed") {
            pair.server.close(true);
            wait_readable(pair.client.socket());
            CHECK_FALSE(pair.client.is_idle());
        }
        SUBCASE("not when the peer has reset") {
            reset(pair.server.socket());
            wait_readable(pair.client.socket());
            CHECK_FALSE(pair.client.is_idle());
        }
    }

    TEST_CASE("closing closes the descriptor") {
        asio::io_context io;
        plain_pair pair(io);
        const auto descriptors = open_descriptors();
        pair.client.close(false);
        pair.client.close(false);
        CHECK(open_descriptors() == descriptors - 1);
    }
}

struct secure_pair {
    explicit secure_pair(asio::io_context& io)
        : ends(io, trust.make_client("localhost", sessions), identity.make_server()) {
        REQUIRE(ends.client_handshake.outcome == status::done);
        REQUIRE(ends.server_handshake.outcome == status::done);
    }

    coai::testing::server_tls_context identity{coai::testing::emulator_options()};
    coai::net::tls_context trust{trusting(identity)};
    coai::net::session_cache sessions{8};
    tls_pair ends;
    transport& client = ends.client;
    transport& server = ends.server;
};

TEST_SUITE("transport under TLS") {
    TEST_CASE("text goes both ways, more than fits at once") {
        asio::io_context io;
        secure_pair pair(io);
        std::string text;
        for (int i = 0; text.size() < 4'000'000; ++i)
            text += std::to_string(i) + ' ';
        const task sending(io.get_executor(), write(pair.client, text));
        CHECK((run(io, read(pair.server, text.size())) == text));
        const task answering(io.get_executor(), write(pair.server, text));
        CHECK((run(io, read(pair.client, text.size())) == text));
    }

    TEST_CASE("an orderly end, and connections that break") {
        asio::io_context io;
        secure_pair pair(io);
        io_result step;
        SUBCASE("the peer says that it ends") {
            SSL_shutdown(pair.server.ssl());
            pair.server.close(true);
            run(io, read_once(pair.client, step));
            CHECK(step.outcome == status::end);
            CHECK_FALSE(step.error);
        }
        SUBCASE("the connection ends without a word, as if somebody had cut it") {
            pair.server.close(true);
            run(io, read_once(pair.client, step));
            CHECK(step.outcome == status::failed);
            CHECK(step.error == asio::ssl::error::stream_truncated);
        }
        SUBCASE("the peer resets") {
            reset(pair.server.socket());
            run(io, read_once(pair.client, step));
            CHECK(step.outcome == status::failed);
            CHECK(step.error == asio::error::connection_reset);
        }
        SUBCASE("what comes is not TLS") {
            pair.server.socket().write_some(asio::buffer("HTTP/1.1 400 Bad Request\r\n\r\n", 28));
            run(io, read_once(pair.client, step));
            CHECK(step.outcome == status::failed);
            CHECK(step.error.category() == asio::error::get_ssl_category());
        }
    }

    TEST_CASE("writing where nobody can read any more fails, and raises no signal") {
        asio::io_context io;
        const broken_pipe_watch watch;
        secure_pair pair(io);
        pair.client.socket().shutdown(tcp::socket::shutdown_send);
        const io_result step = pair.client.try_write("hello");
        CHECK(step.outcome == status::failed);
        CHECK(step.error == asio::error::broken_pipe);
        CHECK_FALSE(watch.raised());
    }

    TEST_CASE("a connection is idle though session tickets have come, which are kept") {
        asio::io_context io;
        secure_pair pair(io);
        run(io, pair.client.ready(status::want_read)); // the tickets
        CHECK(pair.sessions.take() == nullptr);
        CHECK(pair.client.is_idle());
        CHECK(pair.sessions.take() != nullptr);
        CHECK(pair.client.is_idle());

        SUBCASE("not when there is data") {
            pair.server.try_write("x");
            wait_readable(pair.client.socket());
            CHECK_FALSE(pair.client.is_idle());
            CHECK(read_step(pair.client).count == 1);
            CHECK(pair.client.is_idle());
        }
        SUBCASE("not when the peer ends in order") {
            SSL_shutdown(pair.server.ssl());
            wait_readable(pair.client.socket());
            CHECK_FALSE(pair.client.is_idle());
        }
        SUBCASE("not when the connection is cut") {
            pair.server.close(true);
            wait_readable(pair.client.socket());
            CHECK_FALSE(pair.client.is_idle());
        }
    }

    TEST_CASE("a peer that sends what is no data without end does not keep the thread to itself") {
        asio::io_context io;
        secure_pair pair(io);
        void (*send)(SSL*) = nullptr;
        SUBCASE("session tickets") {
            send = [](SSL* ssl) { SSL_new_session_ticket(ssl); };
        }
        SUBCASE("key updates, each to be answered") {
            send = [](SSL* ssl) { SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED); };
        }
        flood(pair.client, pair.server, send);
        CHECK(read_step(pair.client).outcome == status::want_read);
        CHECK(pair.client.socket().available() > 0);
        flood(pair.client, pair.server, send);
        CHECK_FALSE(pair.client.is_idle()); // behind all that, there may be data
        CHECK(pair.client.socket().available() > 0);

        const task sending(io.get_executor(), write(pair.server, "x"));
        CHECK((run(io, read(pair.client, 1)) == "x"));
    }

    TEST_CASE("what was read ahead is known to be there") {
        asio::io_context io;
        secure_pair pair(io);
        pair.server.socket().set_option(tcp::no_delay(true));
        pair.server.try_write("answer");
        SUBCASE("more text") { pair.server.try_write("x"); }
        SUBCASE("the peer's end") { SSL_shutdown(pair.server.ssl()); }
        wait_readable(pair.client.socket());
        CHECK(read_step(pair.client).count == 6);
        CHECK(pair.client.has_pending());
        CHECK_FALSE(pair.client.drained());
        CHECK_FALSE(pair.client.is_idle());
    }

    TEST_CASE("a read that got all there was says that the socket is drained") {
        asio::io_context io;
        secure_pair pair(io);
        CHECK_FALSE(pair.client.drained());
        pair.server.socket().set_option(tcp::no_delay(true));
        pair.server.try_write("answer");
        wait_readable(pair.client.socket());
        CHECK(read_step(pair.client).count == 6);
        CHECK(pair.client.drained());
        CHECK(pair.client.is_idle());
        char byte = 0;
        CHECK(pair.client.try_read({&byte, 1}).outcome == status::want_read);
        CHECK_FALSE(pair.client.drained());
    }

    TEST_CASE("the rest of a record that was read in part is known to be there") {
        asio::io_context io;
        secure_pair pair(io);
        CHECK_FALSE(pair.client.has_pending());
        pair.server.try_write("hello");
        wait_readable(pair.client.socket());
        std::array<char, 2> part;
        while (pair.client.try_read(part).count == 0)
            run(io, pair.client.ready(status::want_read));
        CHECK(pair.client.has_pending());
        CHECK(read_step(pair.client).count == 3);
        CHECK_FALSE(pair.client.has_pending());
    }

    TEST_CASE("its newest session can be resumed only if the connection was closed in order") {
        asio::io_context io;
        secure_pair pair(io);
        run(io, pair.client.ready(status::want_read));
        REQUIRE(pair.client.is_idle());
        const coai::net::ssl_session_ptr newest = pair.sessions.take();
        REQUIRE(newest);
        CHECK(SSL_SESSION_is_resumable(newest.get()) == 1);
        SUBCASE("in order") {
            pair.client.close(true);
            CHECK(SSL_SESSION_is_resumable(newest.get()) == 1);
        }
        SUBCASE("in the middle of something") {
            pair.client.close(false);
            CHECK(SSL_SESSION_is_resumable(newest.get()) == 0);
        }
    }
}

} // namespace
