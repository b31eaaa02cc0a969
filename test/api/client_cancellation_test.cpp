#include "api/emulated_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <thread>

using namespace coai;
namespace asio = boost::asio;
using asio::awaitable;
using test::emulated_client;
using test::question;
using testing::fault;
using testing::point;
using namespace std::chrono_literals;

namespace {

/// How a coroutine ended that was cancelled.
enum class end { returned, aborted, failed_otherwise };

end end_of(std::exception_ptr thrown) {
    if (!thrown) {
        return end::returned;
    }
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted ? end::aborted : end::failed_otherwise;
    }
}

/// A coroutine that has been started and is to be cancelled.
class call_under_way {
public:
    call_under_way(asio::io_context& io, awaitable<void> work) : io_(io) {
        auto on_end = [this](std::exception_ptr thrown) {
            end_ = end_of(thrown);
            over_ = true;
        };
        asio::co_spawn(io_, std::move(work), asio::bind_cancellation_slot(signal_.slot(), on_end));
    }
    call_under_way(const call_under_way&) = delete;
    call_under_way& operator=(const call_under_way&) = delete;

    /// Runs one handler after the other until `reached` says so, then cancels the call and runs on
    /// until it is over, whatever else there is to run.
    end cancel_when(const std::function<bool()>& reached) {
        run_until([&] { return reached() || over_; });
        CHECK_FALSE(over_);
        signal_.emit(asio::cancellation_type::terminal);
        run_until([&] { return over_; });
        CHECK(over_);
        return end_;
    }

private:
    void run_until(const std::function<bool()>& finished) {
        const auto deadline = std::chrono::steady_clock::now() + test::patience;
        io_.restart();
        while (!finished() && std::chrono::steady_clock::now() < deadline) {
            io_.run_one_for(1ms);
            io_.restart();
        }
    }

    asio::io_context& io_;
    asio::cancellation_signal signal_;
    end end_ = end::failed_otherwise;
    bool over_ = false;
};

/// Starts the work, cancels it when `reached` says so, and runs the context dry.
end cancel_when(emulated_client& emulated, awaitable<void> work,
                const std::function<bool()>& reached) {
    call_under_way call(emulated.io, std::move(work));
    const end ended = call.cancel_when(reached);
    emulated.io.run();
    return ended;
}

awaitable<void> create(client& from, chat::request request = question()) {
    co_await from.chat.completions.create(request);
}

awaitable<void> read_whole_stream(client& from, std::size_t& chunks) {
    auto stream = co_await from.chat.completions.stream(question());
    while (co_await stream.next()) {
        ++chunks;
    }
}

void check_nothing_is_left(emulated_client& emulated) {
    const auto statistics = emulated.client.statistics();
    CHECK(statistics.in_use == 0);
    CHECK(statistics.waiting == 0);
    CHECK(statistics.dialing == 0);
    CHECK(statistics.open == 0);
    CHECK(emulated.server.wait_until_connections_open(0, test::patience));
}

} // namespace

TEST_SUITE("cancellation of a call") {
    TEST_CASE("while the host name is resolved") {
        emulated_client emulated;
        // Nothing has run yet: the first step of the dial is the look-up of "localhost".
        const auto ended = cancel_when(emulated, create(emulated.client),
                                       [&] { return emulated.client.statistics().dialing == 1; });
        CHECK(ended == end::aborted);
        check_nothing_is_left(emulated);
    }

    TEST_CASE("during the handshake") {
        emulated_client emulated;
        emulated.server.stall_handshakes(true);
        const auto ended = cancel_when(emulated, create(emulated.client),
                                       [&] { return emulated.server.connections_open() == 1; });
        CHECK(ended == end::aborted);
        check_nothing_is_left(emulated);
    }

    TEST_CASE("while waiting for a connection of another call") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.pool.max_connections = 1; });
        emulated.server.script(fault::stall_after(0));
        call_under_way first(emulated.io, create(emulated.client));
        call_under_way second(emulated.io, create(emulated.client));
        const auto second_end = second.cancel_when([&] {
            return emulated.client.statistics().in_use > 0 &&
                   emulated.client.statistics().waiting > 0;
        });
        CHECK(second_end == end::aborted);
        CHECK(emulated.client.statistics().waiting == 0);
        const auto first_end = first.cancel_when([] { return true; });
        emulated.io.run();
        CHECK(first_end == end::aborted);
        check_nothing_is_left(emulated);
    }

    TEST_CASE("while the request is written") {
        emulated_client emulated;
        emulated.server.script(fault::stop_reading());
        auto request = question();
        request.user(std::string(32 * 1024 * 1024, 'x')); // more than the socket buffers hold
        const auto ended = cancel_when(emulated, create(emulated.client, request),
                                       [&] { return emulated.server.requests_received() == 1; });
        CHECK(ended == end::aborted);
        CHECK(emulated.client.statistics().open == 0);
        emulated.server.drop_connections();
        check_nothing_is_left(emulated);
    }

    TEST_CASE("while waiting for the response's head, and within it") {
        for (std::int64_t bytes : {0, 9, 40}) {
            emulated_client emulated;
            emulated.server.script(fault::stall_after(bytes));
            const auto ended = cancel_when(emulated, create(emulated.client), [&] {
                return emulated.server.requests_received() == 1;
            });
            CHECK(ended == end::aborted);
            check_nothing_is_left(emulated);
        }
    }

    TEST_CASE("within the body") {
        emulated_client emulated;
        emulated.server.script(fault().end(point::body_byte(20), testing::ending::stall));
        const auto ended = cancel_when(emulated, create(emulated.client),
                                       [&] { return emulated.server.requests_received() == 1; });
        CHECK(ended == end::aborted);
        check_nothing_is_left(emulated);
    }

    TEST_CASE("between the chunks of a stream") {
        emulated_client emulated;
        emulated.server.script(fault().end(point::event(2), testing::ending::stall));
        std::size_t chunks = 0;
        const auto ended = cancel_when(emulated, read_whole_stream(emulated.client, chunks),
                                       [&] { return chunks == 2; });
        CHECK(ended == end::aborted);
        check_nothing_is_left(emulated);
    }

    TEST_CASE("during the pause before a retry") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            options.retry.base_delay = 1h;
            options.retry.max_delay = 1h;
        });
        emulated.server.script(fault::overloaded());
        bool pausing = false;
        request_options options;
        options.retry.on_retry = [&](const retry_event&) { pausing = true; };
        auto call = [&]() -> awaitable<void> {
            co_await emulated.client.chat.completions.create(question(), options);
        };
        const auto ended = cancel_when(emulated, call(), [&] { return pausing; });
        CHECK(ended == end::aborted);
        CHECK(emulated.client.statistics().in_use == 0);
    }

    TEST_CASE("destroying the client ends the calls under way") {
        emulated_client emulated;
        emulated.server.script(fault::stall_after(0).times(4));
        emulated.reconfigure([](client_options& options) { options.pool.max_connections = 2; });
        std::vector<end> ends;
        for (int i = 0; i < 4; ++i) {
            auto on_end = [&](std::exception_ptr thrown) { ends.push_back(end_of(thrown)); };
            asio::co_spawn(emulated.io, create(emulated.client), on_end);
        }
        while (emulated.client.statistics().in_use < 2) {
            emulated.io.run_for(1ms);
        }
        emulated.reconfigure([](client_options&) {}); // the old one is destroyed
        emulated.io.run();
        CHECK(ends == std::vector<end>(4, end::aborted));
        CHECK(emulated.server.wait_until_connections_open(0, test::patience));
    }

    TEST_CASE("destroying the context with calls at every stage leaks nothing") {
        testing::emulator server;
        for (int stage = 0; stage < 6; ++stage) {
            std::optional<asio::io_context> io(std::in_place, 1);
            client_options options = test::impatient(server.client_options());
            options.pool.max_connections = 1;
            std::optional<client> from(std::in_place, io->get_executor(), options);
            server.clear_script();
            server.script(fault::stall_after(stage < 4 ? 0 : 60));
            for (int i = 0; i < 3; ++i) {
                asio::co_spawn(*io, create(*from), asio::detached);
            }
            for (int i = 0; i < stage * 3; ++i) {
                io->run_for(1ms);
            }
            if (stage % 2 == 0) {
                from.reset(); // as the declarations' order in a program has it
                io.reset();
            } else {
                from.reset();
                io->poll();
                io.reset();
            }
        }
        CHECK(server.wait_until_connections_open(0, test::patience));
    }
}
