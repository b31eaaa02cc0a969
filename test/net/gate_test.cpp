#include "net/gate.hpp"

#include "net/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <thread>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::net::gate;
using coai::net::wait_result;

TEST_SUITE("gate") {
    TEST_CASE("an open gate is not waited for") {
        asio::io_context io;
        gate way;
        CHECK_FALSE(way.is_open());
        way.open();
        CHECK(way.is_open());
        CHECK(run(io, way.wait(io.get_executor())) == wait_result::set);
    }

    TEST_CASE("opening it wakes all who wait, on whatever context") {
        asio::io_context one;
        asio::io_context other;
        gate way;
        std::optional<wait_result> first;
        std::optional<wait_result> second;
        const task waiting(one.get_executor(), keep(way.wait(one.get_executor()), first));
        const task waiting_too(other.get_executor(), keep(way.wait(other.get_executor()), second));
        poll(one);
        poll(other);
        CHECK_FALSE(waiting.done());
        CHECK_FALSE(waiting_too.done());
        way.open();
        run_all(one);
        run_all(other);
        CHECK(first == wait_result::set);
        CHECK(second == wait_result::set);
    }

    TEST_CASE("a wait ends at its deadline, and the gate may open later") {
        asio::io_context io;
        gate way;
        CHECK(run(io, way.wait(io.get_executor(), clock::now() + 5ms)) == wait_result::timed_out);
        way.open();
        CHECK(run(io, way.wait(io.get_executor())) == wait_result::set);
    }

    TEST_CASE("whoever is cancelled is not woken") {
        asio::io_context io;
        gate way;
        std::optional<wait_result> result;
        task waiting(io.get_executor(), keep(way.wait(io.get_executor()), result));
        poll(io);
        waiting.cancel();
        run_all(io);
        CHECK(waiting.error() == asio::error::operation_aborted);
        way.open();
        CHECK_FALSE(result);
    }

    TEST_CASE("a gate outlives the context of one who waits") {
        gate way;
        {
            asio::io_context io;
            asio::co_spawn(io, way.wait(io.get_executor()), asio::detached);
            poll(io);
        }
        way.open();
        CHECK(way.is_open());
    }

    // What a file that is read by another thread came upon: the opening met the context's shutdown.
    TEST_CASE("a gate may be opened while the context of one who waits is destroyed") {
        for (int turn = 0; turn < 500; ++turn) {
            gate way;
            std::optional<asio::io_context> io(std::in_place);
            asio::co_spawn(*io, way.wait(io->get_executor()), asio::detached);
            poll(*io);
            std::jthread opener([&way] { way.open(); });
            io.reset();
        }
    }
}

} // namespace
