#include "net/prefetch.hpp"

#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>

namespace {

using coai::net::prefetch;
namespace asio = boost::asio;

/// Two connected sockets, of which the first does not block.
class local_pair {
public:
    local_pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_) == 0); }
    local_pair(const local_pair&) = delete;
    local_pair& operator=(const local_pair&) = delete;
    ~local_pair() {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

    int descriptor() const { return ends_[0]; }
    void send(std::string_view text) const {
        REQUIRE(::send(ends_[1], text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    }

private:
    int ends_[2] = {-1, -1};
};

void bring(prefetch& into, std::string_view text) {
    std::copy(text.begin(), text.end(), into.room().begin());
    into.received(text.size(), {});
}

std::string recv(prefetch& from, std::size_t most) {
    std::string text(most, '\0');
    from.allow(1);
    const ssize_t count = from.recv(text.data(), most);
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
}

TEST_SUITE("prefetch") {
    TEST_CASE("what a wait has brought comes before what the socket has") {
        const local_pair sockets;
        prefetch received(sockets.descriptor());
        CHECK(received.empty());
        bring(received, "first");
        sockets.send(" second");
        CHECK_FALSE(received.empty());
        CHECK(recv(received, 3) == "fir");
        CHECK_FALSE(received.exhausted());
        CHECK(recv(received, 100) == "st");
        CHECK(received.empty());
        CHECK(recv(received, 100) == " second");
    }

    TEST_CASE("less than there was room for is all that had come") {
        const local_pair sockets;
        prefetch received(sockets.descriptor());
        bring(received, "all of it");
        CHECK(recv(received, 100) == "all of it");
        CHECK(received.exhausted());

        bring(received, std::string(received.room().size(), 'x'));
        CHECK(recv(received, 10'000).size() == received.room().size());
        CHECK_FALSE(received.exhausted());

        sockets.send("x");
        CHECK(recv(received, 1) == "x");
        CHECK_FALSE(received.exhausted());
        sockets.send("x");
        CHECK(recv(received, 2) == "x");
        CHECK(received.exhausted());
        CHECK(recv(received, 2).empty());
        CHECK(errno == EAGAIN);
        CHECK_FALSE(received.exhausted());
    }

    TEST_CASE("how a wait failed is told once") {
        const local_pair sockets;
        prefetch received(sockets.descriptor());
        received.received(0, asio::error::connection_reset);
        CHECK_FALSE(received.empty());
        received.allow(2);
        std::array<char, 1> byte;
        CHECK(received.recv(byte.data(), byte.size()) == -1);
        CHECK(errno == ECONNRESET);
        CHECK(received.empty());
        CHECK(received.recv(byte.data(), byte.size()) == -1);
        CHECK(errno == EAGAIN);
    }

    TEST_CASE("no more is given out than is allowed, and nothing is lost by that") {
        const local_pair sockets;
        prefetch received(sockets.descriptor());
        bring(received, "first");
        sockets.send("second");
        std::array<char, 5> some;
        received.allow(1);
        CHECK(received.recv(some.data(), some.size()) == 5);
        CHECK_FALSE(received.held_back());
        CHECK(received.recv(some.data(), some.size()) == -1);
        CHECK(errno == EAGAIN);
        CHECK(received.held_back());
        CHECK(recv(received, 100) == "second");
        CHECK_FALSE(received.held_back());
    }

    TEST_CASE("a wait that was cancelled, or that found the end, has brought nothing") {
        const local_pair sockets;
        prefetch received(sockets.descriptor());
        received.received(0, asio::error::operation_aborted);
        CHECK(received.empty());
        received.received(0, asio::error::eof);
        CHECK(received.empty());
    }
}

} // namespace
