#include "api/uploads.hpp"
#include "net/run.hpp"
#include "temporary_directory.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <thread>

using namespace coai;
using test::emulated_client;
using test::temporary_directory;
using test::unit;
using testing::ending;
using testing::fault;
using testing::point;
namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

namespace {

/// The code of what the coroutine threw after it was ended, when `reached` said so.
boost::system::error_code end_when(emulated_client& emulated, awaitable<void> work,
                                   const std::function<bool()>& reached,
                                   const std::function<void(asio::cancellation_signal&)>& end) {
    asio::cancellation_signal signal;
    std::exception_ptr thrown;
    bool over = false;
    auto on_end = [&](std::exception_ptr failed) {
        thrown = failed;
        over = true;
    };
    emulated.io.restart();
    asio::co_spawn(emulated.io, std::move(work),
                   asio::bind_cancellation_slot(signal.slot(), on_end));
    const auto deadline = std::chrono::steady_clock::now() + test::patience;
    while (!reached() && !over && std::chrono::steady_clock::now() < deadline) {
        emulated.io.run_one_for(1ms);
        emulated.io.restart();
    }
    CHECK_FALSE(over);
    end(signal);
    emulated.io.run();
    CHECK(over);
    return net_test::code_of(thrown);
}

boost::system::error_code cancel_when(emulated_client& emulated, awaitable<void> work,
                                      const std::function<bool()>& reached) {
    return end_when(emulated, std::move(work), reached, [](asio::cancellation_signal& signal) {
        signal.emit(asio::cancellation_type::terminal);
    });
}

awaitable<void> upload(client& to, files::source from) {
    co_await to.files.upload(std::move(from), test::in_units());
}

awaitable<void> download(client& from, std::string id, std::string path) {
    co_await from.files.download(id, path);
}

void check_no_file_is_left(emulated_client& emulated) {
    CHECK(emulated.client.statistics().in_use == 0);
    CHECK(emulated.server.wait_until_connections_open(0, test::patience));
    CHECK(test::files_listed(emulated) == 0);
}

} // namespace

TEST_SUITE("cancellation of a transfer") {
    TEST_CASE("within a chunk leaves no file") {
        emulated_client emulated(test::small_chunks());
        emulated.server.script(fault().times(2));
        emulated.server.script(fault::stall_after(0));
        const auto code = cancel_when(
            emulated, upload(emulated.client, files::from_bytes(std::string(4 * unit, 'x'), "a")),
            [&] { return emulated.server.requests_received() == 3; });
        CHECK(code == asio::error::operation_aborted);
        emulated.server.drop_connections();
        check_no_file_is_left(emulated);
    }

    TEST_CASE("within a form leaves no file") {
        emulated_client emulated;
        test::use_openai(emulated);
        emulated.server.script(fault::stop_reading());
        const auto code = cancel_when(
            emulated, upload(emulated.client, files::from_bytes(std::string(64 * unit, 'x'), "a")),
            [&] { return emulated.server.requests_received() == 1; });
        CHECK(code == asio::error::operation_aborted);
        emulated.server.drop_connections();
        check_no_file_is_left(emulated);
    }

    TEST_CASE("while a file is read leaves the reading to itself") {
        emulated_client emulated(test::small_chunks());
        const temporary_directory directory;
        const std::string path = directory.write("a", std::string(64 * unit, 'x'));
        // Wherever it is then, it is there that it ends.
        for (int turn = 0; turn < 30; ++turn) {
            int steps = 0;
            const auto code = cancel_when(emulated, upload(emulated.client, files::from_path(path)),
                                          [&] { return steps++ == turn; });
            CHECK(code == asio::error::operation_aborted);
        }
        emulated.server.drop_connections();
        check_no_file_is_left(emulated);
    }

    TEST_CASE("in the pause before a retry ends the pause") {
        emulated_client emulated(test::small_chunks());
        emulated.reconfigure([](client_options& options) {
            options.retry.base_delay = std::chrono::minutes(10);
            options.retry.max_delay = std::chrono::minutes(10);
        });
        emulated.server.script(fault());
        emulated.server.script(fault::overloaded());
        std::optional<client> closing(std::move(emulated.client));
        auto work = upload(*closing, files::from_bytes("x", "a"));
        const auto pauses = [&] {
            return emulated.server.requests_received() == 2 && closing->statistics().in_use == 0;
        };
        boost::system::error_code code;
        SUBCASE("by a signal") { code = cancel_when(emulated, std::move(work), pauses); }
        SUBCASE("by the client's end") {
            code = end_when(emulated, std::move(work), pauses,
                            [&](asio::cancellation_signal&) { closing.reset(); });
        }
        CHECK(code == asio::error::operation_aborted);
        emulated.client = client(emulated.io.get_executor(), emulated.server.client_options());
    }

    TEST_CASE("within a generator reaches what it waits for") {
        for (const bool openai : {false, true}) {
            emulated_client emulated(test::small_chunks());
            if (openai) {
                test::use_openai(emulated);
            }
            bool waiting = false;
            const auto pieces = [&]() -> async_generator<std::string> {
                co_yield std::string("a");
                waiting = true;
                asio::steady_timer timer(co_await asio::this_coro::executor, 1h);
                co_await timer.async_wait(asio::use_awaitable);
            };
            const auto code =
                cancel_when(emulated, upload(emulated.client, files::from_generator(pieces(), "a")),
                            [&] { return waiting; });
            CHECK(code == asio::error::operation_aborted);
            emulated.server.drop_connections();
            CHECK(test::files_listed(emulated) == 0);
        }
    }

    TEST_CASE("within a download leaves no part of it") {
        emulated_client emulated;
        test::use_openai(emulated);
        const auto file = emulated.run(emulated.client.files.upload(
            files::from_bytes(std::string(4 * unit, 'x'), "a"), files::upload_options("batch")));
        emulated.server.script(fault().end(point::body_byte(3 * unit), ending::stall));
        const temporary_directory directory;
        const std::string path = directory.path("out");
        const auto received = emulated.server.requests_received() + 1;
        const auto code = cancel_when(emulated, download(emulated.client, file.id, path), [&] {
            return emulated.server.requests_received() == received && directory.size() == 1;
        });
        CHECK(code == asio::error::operation_aborted);
        // The client's thread may be writing still, and removes the file when it has done so.
        const auto deadline = std::chrono::steady_clock::now() + test::patience;
        while (directory.size() > 0 && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::yield();
        }
        CHECK(directory.size() == 0);
        emulated.server.drop_connections();
    }

    TEST_CASE("by the client's end ends uploads and downloads") {
        for (const bool openai : {false, true}) {
            emulated_client emulated(test::small_chunks());
            if (openai) {
                test::use_openai(emulated);
            }
            emulated.server.script(fault::stop_reading());
            std::optional<client> closing(std::move(emulated.client));
            const auto code = end_when(
                emulated, upload(*closing, files::from_bytes(std::string(64 * unit, 'x'), "a")),
                [&] { return emulated.server.requests_received() != 0; },
                [&](asio::cancellation_signal&) { closing.reset(); });
            CHECK(code == asio::error::operation_aborted);
            emulated.server.drop_connections();
            emulated.client = client(emulated.io.get_executor(), emulated.server.client_options());
        }
    }

    TEST_CASE("a context that dies takes an upload with it") {
        testing::emulator server(test::small_chunks());
        const temporary_directory directory;
        const std::string path = directory.write("a", std::string(64 * unit, 'x'));
        for (int turns = 0; turns < 20; ++turns) {
            asio::io_context io(1);
            client to(io.get_executor(), server.client_options());
            asio::co_spawn(io, upload(to, files::from_path(path)), asio::detached);
            for (int i = 0; i < turns; ++i) {
                io.run_one_for(1ms);
                io.restart();
            }
        }
        CHECK(server.wait_until_connections_open(0, test::patience));
    }
}
