#include "net/pool.hpp"

#include "net/loopback.hpp"
#include "net/pool_callers.hpp"
#include "net/pool_fixture.hpp"
#include "net/run.hpp"

#include <coai/error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <utility>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::errc;
using coai::pool_options;

using short_queue_fixture = pool_fixture<1, 1>;

TEST_SUITE("pool") {
    TEST_CASE_FIXTURE(pool_fixture<2>, "a connection that was given back is used again") {
        lease first = acquire();
        const auto* used = &*first;
        CHECK(first->served == 0);
        CHECK(connections->statistics().created == 1);
        CHECK(connections->statistics().in_use == 1);
        first.give_back();
        CHECK_FALSE(first);
        CHECK(connections->statistics().idle == 1);

        const lease second = acquire();
        CHECK(&*second == used);
        CHECK(second->served == 1);
        CHECK(connections->statistics().created == 1);
        CHECK(connections->statistics().reused == 1);
        CHECK(connections->statistics().idle == 0);
    }

    TEST_CASE_FIXTURE(pool_fixture<2>, "an idle connection can be had without waiting") {
        CHECK_FALSE(connections->try_acquire(here));
        CHECK(connections->statistics().dialing == 0);
        lease first = acquire();
        const auto* used = &*first;
        CHECK_FALSE(connections->try_acquire(here));
        first.give_back();

        lease second = connections->try_acquire(here);
        REQUIRE(second);
        CHECK(&*second == used);
        CHECK(connections->statistics().in_use == 1);
        CHECK(connections->statistics().reused == 1);
        second.give_back();

        connections->shut_down();
        CHECK_THROWS_AS(connections->try_acquire(here), boost::system::system_error);
    }

    TEST_CASE_FIXTURE(pool_fixture<3>, "the connection that was given back last is used first") {
        lease first = acquire();
        lease second = acquire();
        const auto* last = &*first;
        second.give_back();
        first.give_back();
        CHECK(&*acquire() == last);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>,
                      "a loan that is dropped, discarded or replaced closes the connection") {
        lease held = acquire();
        tcp::socket peer = server.accept();
        SUBCASE("dropped") { const lease dropped = std::move(held); }
        SUBCASE("discarded") {
            held.discard();
            held.discard();
        }
        SUBCASE("replaced") { held = lease(); }
        char byte = 0;
        error_code ec;
        peer.read_some(asio::buffer(&byte, 1), ec);
        CHECK(ec == asio::error::eof);
        CHECK(connections->statistics().open == 0);
        CHECK(acquire()->served == 0);
        CHECK(connections->statistics().created == 2);
        run_all(io);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>, "origins do not share connections, nor their limit") {
        const listener other(io);
        acquire().give_back();
        const lease held = acquire(origin_at(other.endpoint()));
        CHECK(held->transport().socket().remote_endpoint() == other.endpoint());
        CHECK(connections->statistics().open == 2);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>, "at the limit, callers wait and are served in order") {
        lease held = acquire();
        caller first(io, connections, here);
        caller second(io, connections, here);
        poll(io);
        CHECK(connections->statistics().waiting == 2);
        CHECK(connections->statistics().dialing == 0);

        held.give_back();
        poll(io);
        CHECK(first.served());
        CHECK_FALSE(second.served());
        SUBCASE("by a connection that comes back") {
            first.held().give_back();
            poll(io);
            CHECK(connections->statistics().created == 1);
            CHECK(connections->statistics().reused == 2);
        }
        SUBCASE("by a new connection, when the old one is closed") {
            first.held().discard();
            run_until(io, [&] { return second.done(); });
            CHECK(connections->statistics().created == 2);
        }
        CHECK(second.served());
        CHECK(connections->statistics().waiting == 0);
    }

    TEST_CASE_FIXTURE(short_queue_fixture, "the queue is bounded") {
        lease held = acquire();
        caller waiting(io, connections, here);
        const caller refused(io, connections, here);
        poll(io);
        CHECK(refused.error() == errc::pool_exhausted);
        CHECK_THROWS_AS(std::rethrow_exception(refused.exception()), coai::connection_error);
        held.give_back();
        poll(io);
        CHECK(waiting.served());
    }

    TEST_CASE_FIXTURE(pool_fixture<1>,
                      "waiting ends at the deadline, under the name that the caller gave it") {
        lease held = acquire();
        acquire_limits limits;
        limits.deadline = clock::now() + 5ms;
        limits.deadline_kind = errc::attempt_timeout;
        CHECK(error_of(io, connections->acquire(here, limits)) == errc::attempt_timeout);
        CHECK(clock::now() >= limits.deadline);
        CHECK(connections->statistics().waiting == 0);
        held.give_back();
        CHECK(connections->statistics().idle == 1);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>,
                      "a caller that is cancelled leaves the queue to the others") {
        lease held = acquire();
        caller first(io, connections, here);
        caller second(io, connections, here);
        poll(io);
        SUBCASE("before there is a connection for it") {
            first.cancel();
            poll(io);
            CHECK(connections->statistics().waiting == 1);
            held.give_back();
        }
        SUBCASE("together with getting one") {
            held.give_back();
            first.cancel();
            poll(io);
            if (first.served())
                first.held().give_back();
        }
        poll(io);
        CHECK(first.done());
        CHECK(second.served());
        CHECK(connections->statistics().created == 1);
    }

    TEST_CASE_FIXTURE(pool_fixture<2>, "a dead idle connection is not handed out") {
        lease held = acquire();
        tcp::socket peer = server.accept();
        tcp::socket& socket = held->transport().socket();
        held.give_back();
        SUBCASE("one that the server has closed") { peer.close(); }
        SUBCASE("one on which the server has said something unasked") {
            asio::write(peer, asio::buffer("HTTP/1.1 408 Request Timeout\r\n\r\n", 32));
        }
        wait_readable(socket);
        const lease fresh = acquire();
        CHECK(fresh->served == 0);
        const auto numbers = connections->statistics();
        CHECK(numbers.created == 2);
        CHECK(numbers.reused == 0);
        CHECK(numbers.open == 1);
    }

    TEST_CASE_FIXTURE(pool_fixture<1>,
                      "an idle connection that is too old is closed and not handed out") {
        pool_options options;
        options.max_connections = 1;
        options.idle_timeout = 0ms;
        connections = make_pool(io.get_executor(), options);
        acquire().give_back();
        acquire().give_back();
        CHECK(connections->statistics().created == 2);
        CHECK(connections->statistics().reused == 0);
        CHECK(connections->statistics().open <= 1);
    }

    TEST_CASE_FIXTURE(pool_fixture<2>, "idle connections can be dropped") {
        lease kept = acquire();
        acquire().give_back();
        connections->drop_idle(here);
        CHECK(connections->statistics().open == 1);
        CHECK(connections->statistics().in_use == 1);
        kept.give_back();
        CHECK(connections->statistics().idle == 1);
    }
}

/// The system completes one connection; a second gets no answer until that is accepted.
using full_server_fixture = pool_fixture<2, 100, 0>;

TEST_SUITE("pool: dials") {
    TEST_CASE_FIXTURE(pool_fixture<2>, "a dial that fails is told to the caller it was for") {
        const origin nobody = origin_at(refusing_address(io));
        try {
            acquire(nobody);
            FAIL("connected");
        } catch (const coai::connection_error& e) {
            CHECK(e.kind() == errc::connect_failed);
            CHECK(e.cause() == asio::error::connection_refused);
        }
        CHECK(connections->statistics().dialing == 0);
        CHECK(connections->statistics().waiting == 0);
        run_all(io);
    }

    TEST_CASE_FIXTURE(pool_fixture<2>, "a dial may take as long as its caller allows") {
        const silent_address silent(io);
        const auto descriptors = open_descriptors();
        acquire_limits limits;
        limits.connect_timeout = 20ms;
        const auto before = clock::now();
        try {
            run(io, connections->acquire(origin_at(silent.endpoint()), limits));
            FAIL("connected");
        } catch (const coai::timeout_error& e) {
            CHECK(e.kind() == errc::connect_timeout);
            CHECK(e.limit() == 20ms);
        }
        CHECK(clock::now() - before >= 20ms);
        CHECK(connections->statistics().dialing == 0);
        run_all(io);
        CHECK(open_descriptors() == descriptors);
    }

    TEST_CASE_FIXTURE(pool_fixture<2>, "a timer that a dial did not need leaves no work") {
        acquire_limits limits;
        limits.connect_timeout = 1h;
        limits.deadline = clock::now() + 1h;
        run(io, connections->acquire(here, limits)).give_back();
        run_all(io);
    }

    TEST_CASE_FIXTURE(pool_fixture<3>, "the timers of idle connections end with the last call") {
        lease first = acquire();
        lease second = acquire();
        lease third = acquire();
        for (lease* const call : {&first, &second, &third})
            (*call)->watchdog()->expect_by(clock::now() + 1h, coai::errc::attempt_timeout);
        first.give_back();
        second.give_back();
        poll(io);
        CHECK_FALSE(io.stopped());
        SUBCASE("whose connection can be used again") { third.give_back(); }
        SUBCASE("whose connection is closed") { third.discard(); }
        run_all(io);
        CHECK(io.stopped());
    }

    TEST_CASE_FIXTURE(pool_fixture<3>,
                      "also of those that are older than an unused new connection") {
        lease first = acquire();
        lease second = acquire();
        for (lease* const call : {&first, &second})
            (*call)->watchdog()->expect_by(clock::now() + 1h, coai::errc::attempt_timeout);
        std::optional<lease> third;
        const task waiting(io.get_executor(), keep(connections->acquire(here, {}), third));
        run_until(io, [&] { return connections->statistics().dialing == 1; });
        first.give_back(); // to the caller that waits
        second.give_back();
        run_until(io, [&] { return third && connections->statistics().dialing == 0; });
        CHECK(connections->statistics().idle == 2);
        third->give_back();
        run_all(io);
        CHECK(io.stopped());
    }

    TEST_CASE_FIXTURE(pool_fixture<2>, "cancelling the only caller stops its dial") {
        const silent_address silent(io);
        const auto descriptors = open_descriptors();
        caller impatient(io, connections, origin_at(silent.endpoint()));
        SUBCASE("under way") {
            poll(io);
            CHECK(connections->statistics().dialing == 1);
            CHECK(open_descriptors() == descriptors + 1);
        }
        SUBCASE("just begun") {
            io.run_one();
            CHECK(connections->statistics().dialing == 1);
        }
        impatient.cancel();
        run_all(io);
        CHECK(impatient.error() == asio::error::operation_aborted);
        CHECK(connections->statistics().dialing == 0);
        CHECK(connections->statistics().waiting == 0);
        CHECK(open_descriptors() == descriptors);
    }

    TEST_CASE_FIXTURE(full_server_fixture,
                      "a caller whose dial is under way takes a connection that comes back") {
        lease held = acquire();
        server.wait();
        caller waiting(io, connections, here);
        poll(io);
        CHECK(connections->statistics().dialing == 1);
        CHECK_FALSE(waiting.served());
        held.give_back();
        poll(io);
        REQUIRE(waiting.served());
        CHECK(waiting.held()->served == 1);
        CHECK(connections->statistics().dialing == 1);

        SUBCASE("and its dial serves the next") {
            caller next(io, connections, here);
            const tcp::socket peer = server.accept();
            run_until(io, [&] { return next.done(); });
            CHECK(next.served());
            CHECK(next.held()->served == 0);
            CHECK(connections->statistics().created == 2);
            CHECK(connections->statistics().reused == 1);
        }
        SUBCASE("and its dial becomes an idle connection, which counts as new when it is used") {
            const tcp::socket peer = server.accept();
            run_until(io, [&] { return connections->statistics().dialing == 0; });
            CHECK(connections->statistics().idle == 1);
            CHECK(acquire()->served == 0);
            CHECK(connections->statistics().reused == 1);
        }
        SUBCASE("and its dial is stopped with the pool") {
            connections->shut_down();
            run_all(io);
            CHECK(connections->statistics().dialing == 0);
        }
    }
}

} // namespace
