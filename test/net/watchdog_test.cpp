#include "net/watchdog.hpp"

#include "net/run.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::errc;
using coai::net::watchdog;

/// A pair of connected sockets, the first of which is guarded.
class guarded_pair {
public:
    explicit guarded_pair(const asio::any_io_executor& executor) {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets_.data()) == 0);
        guard = std::make_shared<watchdog>(executor, sockets_[0]);
    }
    guarded_pair(const guarded_pair&) = delete;
    guarded_pair& operator=(const guarded_pair&) = delete;
    ~guarded_pair() {
        ::close(sockets_[0]);
        ::close(sockets_[1]);
    }

    /// Whether both ends see that the connection is over.
    bool is_shut_down() const {
        char byte = 0;
        return ::recv(sockets_[0], &byte, 1, 0) == 0 && ::recv(sockets_[1], &byte, 1, 0) == 0 &&
               ::send(sockets_[0], &byte, 1, MSG_NOSIGNAL) < 0;
    }
    bool is_untouched() const {
        char byte = 0;
        const auto waits = [&](int descriptor) {
            return ::recv(descriptor, &byte, 1, 0) < 0 && errno == EAGAIN;
        };
        return waits(sockets_[0]) && waits(sockets_[1]);
    }

    std::shared_ptr<watchdog> guard;

private:
    std::array<int, 2> sockets_{};
};

TEST_SUITE("watchdog") {
    TEST_CASE("the socket is shut down when the deadline passes") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        const auto deadline = clock::now() + 5ms;
        pair.guard->expect_by(deadline, errc::first_byte_timeout);
        CHECK(pair.is_untouched());
        run_all(io);
        CHECK(clock::now() >= deadline);
        CHECK(pair.is_shut_down());
        CHECK(pair.guard->verdict() == errc::first_byte_timeout);
    }

    TEST_CASE("a deadline can be moved to a later time") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->expect_by(clock::now() - 1s, errc::first_byte_timeout);
        const auto deadline = clock::now() + 20ms;
        pair.guard->expect_by(deadline, errc::attempt_timeout);
        run_all(io);
        CHECK(clock::now() >= deadline);
        CHECK(pair.guard->verdict() == errc::attempt_timeout);
        CHECK(pair.is_shut_down());
    }

    TEST_CASE("a deadline can be moved to an earlier time") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->expect_by(clock::now() + 1h, errc::attempt_timeout);
        pair.guard->expect_by(clock::now() + 1ms, errc::stream_idle_timeout);
        run_all(io);
        CHECK(pair.guard->verdict() == errc::stream_idle_timeout);
        CHECK(pair.is_shut_down());
    }

    TEST_CASE("a deadline can be moved away altogether, after which nothing is left to run") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->expect_by(clock::now() - 1s, errc::attempt_timeout);
        pair.guard->expect_by(coai::net::time_point::max(), errc::deadline_exceeded);
        run_all(io);
        CHECK(pair.is_untouched());
        CHECK_FALSE(pair.guard->verdict());
    }

    TEST_CASE("disarmed, it does nothing, and its timer serves the next deadline") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->expect_by(clock::now() + 10ms, errc::attempt_timeout);
        pair.guard->disarm();
        io.run_one();
        CHECK(pair.is_untouched());
        pair.guard->expect_by(clock::now() + 10ms, errc::attempt_timeout);
        pair.guard->disarm();
        pair.guard->expect_by(clock::now() + 20ms, errc::first_byte_timeout);
        run_all(io);
        CHECK(pair.is_shut_down());
        CHECK(pair.guard->verdict() == errc::first_byte_timeout);
    }

    TEST_CASE("with its timer stopped, it leaves no work and can be armed again") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->expect_by(clock::now() + 1h, errc::attempt_timeout);
        pair.guard->stop_timer();
        run_all(io);
        CHECK(pair.is_untouched());
        CHECK_FALSE(pair.guard->verdict());

        pair.guard->expect_by(clock::now() - 1s, errc::attempt_timeout);
        run_all(io);
        CHECK(pair.is_shut_down());
    }

    TEST_CASE("stopping the timer comes in time even if the timer has fired already") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        // Both timers fire at once; the handler of the earlier one runs before the watchdog's.
        asio::steady_timer earlier(io, clock::now() - 2s);
        pair.guard->expect_by(clock::now() - 1s, errc::attempt_timeout);
        SUBCASE("without a new deadline") {
            earlier.async_wait([&](error_code) { pair.guard->stop_timer(); });
            run_all(io);
        }
        SUBCASE("with a new deadline") {
            earlier.async_wait([&](error_code) {
                pair.guard->stop_timer();
                pair.guard->expect_by(clock::now() + 1h, errc::attempt_timeout);
            });
            poll(io);
            CHECK(pair.is_untouched());
            pair.guard->stop_timer();
            run_all(io);
        }
        CHECK(pair.is_untouched());
        CHECK_FALSE(pair.guard->verdict());
    }

    TEST_CASE("interrupting shuts the socket down at once") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->interrupt();
        CHECK(pair.is_shut_down());
        CHECK(pair.guard->verdict() == errc::client_closed);
    }

    TEST_CASE("the first verdict stays") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->expect_by(clock::now() - 1s, errc::attempt_timeout);
        run_all(io);
        pair.guard->interrupt();
        pair.guard->expect_by(clock::now() - 1s, errc::first_byte_timeout);
        run_all(io);
        CHECK(pair.guard->verdict() == errc::attempt_timeout);
    }

    TEST_CASE("a descriptor that was forgotten is not touched") {
        asio::io_context io;
        const guarded_pair pair(io.get_executor());
        pair.guard->forget_descriptor();
        SUBCASE("at the deadline") {
            pair.guard->expect_by(clock::now() - 1s, errc::attempt_timeout);
            run_all(io);
            CHECK(pair.guard->verdict() == errc::attempt_timeout);
        }
        SUBCASE("by an interruption") {
            pair.guard->interrupt();
            CHECK(pair.guard->verdict() == errc::client_closed);
        }
        CHECK(pair.is_untouched());
    }

    TEST_CASE("an io_context that is destroyed takes an armed watchdog along") {
        std::weak_ptr<watchdog> alive;
        {
            asio::io_context io;
            const guarded_pair pair(io.get_executor());
            pair.guard->expect_by(clock::now() + 1h, errc::attempt_timeout);
            alive = pair.guard;
        }
        CHECK(alive.expired());
    }

    TEST_CASE("it may be used on several threads at once") {
        constexpr int rounds = 300;
        asio::thread_pool threads(3);
        for (int i = 0; i < rounds; ++i) {
            const auto pair = std::make_shared<guarded_pair>(threads.get_executor());
            const auto soon = clock::now() + std::chrono::microseconds(i % 20);
            pair->guard->expect_by(soon, errc::attempt_timeout);
            asio::post(threads, [pair, soon] {
                pair->guard->expect_by(soon + 20us, errc::stream_idle_timeout);
                pair->guard->stop_timer();
                pair->guard->expect_by(soon, errc::first_byte_timeout);
            });
            asio::post(threads, [pair, i] {
                pair->guard->expect_by(clock::now(), errc::deadline_exceeded);
                if (i % 2 == 0)
                    pair->guard->interrupt();
                pair->guard->forget_descriptor();
            });
        }
        threads.join(); // would not return if a timer were left
    }
}

} // namespace
