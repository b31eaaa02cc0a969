#include "api/emulated_client.hpp"
#include "net/loopback.hpp"

#include <coai/files.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace coai;
namespace asio = boost::asio;
using asio::awaitable;
using test::question;
using testing::ending;
using testing::fault;
using testing::point;
using namespace std::chrono_literals;

namespace {

namespace multitude {

// How many calls are at each stage; two thousand in all.
constexpr std::size_t pausing = 300;
constexpr std::size_t streaming = 300;
constexpr std::size_t awaiting_head = 300;
constexpr std::size_t writing = 20;
constexpr std::size_t in_handshake = 300;
constexpr std::size_t waiting = 480;
constexpr std::size_t connecting = 300;
constexpr std::size_t all =
    pausing + streaming + awaiting_head + writing + in_handshake + waiting + connecting;
static_assert(all == 2000);

constexpr auto hang_limit = 120s;

testing::emulator_options in_chunks() {
    testing::emulator_options options;
    options.reply_text = "All is well. ";
    options.reply_chunks = 10;
    options.max_recorded_requests = 0;
    return options;
}

async_generator<std::string> bytes_without_end() {
    for (;;) {
        co_yield std::string(64 * 1024, 'x');
    }
}

/// Counts what lives.
class presence {
public:
    explicit presence(std::size_t& count) : count_(&count) { ++*count_; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence() { --*count_; }

private:
    std::size_t* count_;
};

/// Two thousand calls that go no further, at every stage that a call can be at.
class calls {
public:
    calls() {
        client_options options = server.client_options(provider::openai);
        options.pool.max_connections = streaming + awaiting_head + writing + in_handshake;
        options.timeouts.connect = 1h;
        options.retry.base_delay = 1h;
        options.retry.max_delay = 1h;
        options.retry.on_retry = [this](const retry_event&) { ++pausing_; };
        caller.emplace(io->get_executor(), options);

        client_options to_nowhere{secret("any text")};
        to_nowhere.base_url =
            "http://127.0.0.1:" + std::to_string(silent_.endpoint().port()) + "/v1/";
        to_nowhere.proxy = "";
        to_nowhere.pool.max_connections = connecting;
        to_nowhere.timeouts.connect = 1h;
        unreachable.emplace(io->get_executor(), to_nowhere);

        begin();
    }

    /// Runs the context until that is so.
    void run_until(const std::function<bool()>& reached) {
        const auto deadline = std::chrono::steady_clock::now() + hang_limit;
        while (!reached()) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            io->restart();
            io->run_for(1ms);
        }
    }

    void destroy_clients() {
        caller.reset();
        unreachable.reset();
    }

    void check_server_is_alone() {
        server.drop_connections(); // those that it does not read from
        CHECK(server.wait_until_connections_open(0, hang_limit));
    }

    testing::emulator server{in_chunks()};
    std::optional<asio::io_context> io{std::in_place, 1};
    std::optional<client> caller;
    std::optional<client> unreachable;

    std::size_t alive = 0;
    std::size_t aborted = 0;
    std::size_t ended_otherwise = 0;

private:
    void begin() {
        server.script(fault::status(503).times(pausing));
        spawn(pausing, [this] { return ask(*caller); });
        run_until([this] { return pausing_ == pausing; });

        server.script(fault().end(point::event(2), ending::stall).times(streaming));
        spawn(streaming, [this] { return read(*caller); });
        run_until([this] { return in_midst_ == streaming; });

        server.script(fault::stall_after(0).times(awaiting_head));
        spawn(awaiting_head, [this] { return ask(*caller); });
        const std::uint64_t answered = pausing + streaming + awaiting_head;
        run_until([&] { return server.requests_received() == answered; });

        server.script(fault::stop_reading().times(writing));
        spawn(writing, [this] { return upload(*caller); });
        run_until([&] { return server.requests_received() == answered + writing; });

        server.stall_handshakes(true);
        spawn(in_handshake + waiting, [this] { return ask(*caller); });
        const std::uint64_t connections = streaming + awaiting_head + writing + in_handshake;
        run_until([&] { return server.connections_accepted() == connections; });
        CHECK(caller->statistics().in_use == streaming + awaiting_head + writing);
        CHECK(caller->statistics().dialing == in_handshake);
        CHECK(caller->statistics().waiting == in_handshake + waiting);

        spawn(connecting, [this] { return ask(*unreachable); });
        run_until([this] { return unreachable->statistics().dialing == connecting; });
        CHECK(alive == all);
        CHECK(aborted + ended_otherwise == 0);
    }

    template <class Make>
    void spawn(std::size_t count, Make make) {
        for (std::size_t i = 0; i < count; ++i) {
            asio::co_spawn(*io, make(), [this](std::exception_ptr failed) { note(failed); });
        }
    }

    void note(const std::exception_ptr& failed) {
        try {
            if (failed) {
                std::rethrow_exception(failed);
            }
            ++ended_otherwise;
        } catch (const boost::system::system_error& thrown) {
            const bool expected = thrown.code() == asio::error::operation_aborted;
            ++(expected ? aborted : ended_otherwise);
        }
    }

    awaitable<void> ask(const client& from) {
        const presence here(alive);
        co_await from.chat.completions.create(question());
    }

    awaitable<void> read(const client& from) {
        const presence here(alive);
        auto stream = co_await from.chat.completions.stream(question());
        chat::chunk chunk;
        for (int count = 1; co_await stream.next(chunk); ++count) {
            in_midst_ += count == 2 ? 1 : 0;
        }
    }

    awaitable<void> upload(const client& to) {
        const presence here(alive);
        co_await to.files.upload(files::from_generator(bytes_without_end(), "endless.bin"));
    }

    asio::io_context outside_;
    net_test::silent_address silent_{outside_};
    std::size_t pausing_ = 0;
    std::size_t in_midst_ = 0;
};

awaitable<void> keep_answer(awaitable<bool> closing, std::optional<bool>& all_ended) {
    all_ended = co_await std::move(closing);
}

/// An io_context that a thread of its own runs.
class context_thread {
public:
    context_thread() : thread_([this] { io_->run(); }) {}
    context_thread(const context_thread&) = delete;
    context_thread& operator=(const context_thread&) = delete;
    ~context_thread() { join(); }

    asio::io_context& io() { return *io_; }

    /// Waits until everything on it has ended.
    void join() {
        work_.reset();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    /// Stops it in the midst of everything.
    void stop() {
        io_->stop();
        join();
    }

    /// Destroys the context, once the thread has ended.
    void destroy() { io_.reset(); }

private:
    std::optional<asio::io_context> io_{std::in_place, 1};
    asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(*io_);
    std::thread thread_;
};

awaitable<void> ask_often(const client& from, int times, std::atomic<int>& answered) {
    for (int i = 0; i < times; ++i) {
        co_await from.chat.completions.create(question());
        auto stream = co_await from.chat.completions.stream(question());
        co_await stream.collect();
        ++answered;
    }
}

/// Counts the coroutines that ended, and those of them that something was wrong with.
struct tally {
    auto counting() {
        return [this](std::exception_ptr failed) {
            failures += failed ? 1 : 0;
            ++ended;
        };
    }

    std::atomic<int> answered = 0;
    std::atomic<int> failures = 0;
    std::atomic<int> ended = 0;
};

} // namespace multitude

} // namespace

TEST_SUITE("two thousand calls at every stage") {
    TEST_CASE("are aborted when their client is destroyed") {
        multitude::calls under_way;
        under_way.destroy_clients();
        under_way.run_until([&] { return under_way.alive == 0; });
        under_way.io->restart();
        under_way.io->run(); // finds nothing left to wait for
        CHECK(under_way.aborted == multitude::all);
        CHECK(under_way.ended_otherwise == 0);
        under_way.check_server_is_alone();
    }

    TEST_CASE("are destroyed with their context") {
        multitude::calls under_way;
        int steps = 0;
        SUBCASE("at once") {}
        SUBCASE("when some have been aborted") { steps = 700; }
        under_way.io->stop();
        under_way.destroy_clients();
        under_way.io->restart();
        for (int i = 0; i < steps; ++i) {
            under_way.io->run_one();
        }
        under_way.io.reset();
        CHECK(under_way.alive == 0);
        CHECK(under_way.aborted < multitude::all);
        CHECK(under_way.ended_otherwise == 0);
        under_way.check_server_is_alone();
    }

    TEST_CASE("are ended at the deadline when their client is closed") {
        multitude::calls under_way;
        std::optional<bool> all_ended;
        asio::co_spawn(*under_way.io,
                       multitude::keep_answer(under_way.caller->close(50ms), all_ended),
                       [](std::exception_ptr failed) { CHECK_FALSE(failed); });
        under_way.run_until([&] { return all_ended.has_value(); });
        CHECK(all_ended == false);
        CHECK_FALSE(test::run(*under_way.io, under_way.unreachable->close(0ms)));
        under_way.run_until([&] { return under_way.alive == 0; });
        CHECK(under_way.aborted == multitude::all);
        for (const client* closed : {&*under_way.caller, &*under_way.unreachable}) {
            const pool_statistics left = closed->statistics();
            CHECK(left.open == 0);
            CHECK(left.dialing == 0);
            CHECK(left.waiting == 0);
        }
        under_way.check_server_is_alone();
    }
}

TEST_SUITE("a context among others") {
    TEST_CASE("may go when its calls have been cancelled, and its client serves the others") {
        testing::emulator server;
        multitude::context_thread own;
        std::optional<multitude::context_thread> leaving(std::in_place);
        multitude::context_thread staying;
        client_options options = test::impatient(server.client_options());
        options.pool.max_connections = 8; // so that callers of both wait for each other's
        multitude::tally of_staying;
        multitude::tally of_leaving;
        std::list<asio::cancellation_signal> signals;
        {
            const client shared(own.io().get_executor(), options);
            for (int i = 0; i < 20; ++i) {
                asio::co_spawn(staying.io(), multitude::ask_often(shared, 30, of_staying.answered),
                               of_staying.counting());
                asio::co_spawn(leaving->io(),
                               multitude::ask_often(shared, 1'000'000, of_leaving.answered),
                               asio::bind_cancellation_slot(signals.emplace_back().slot(),
                                                            of_leaving.counting()));
            }
            while (of_leaving.answered < 40) {
                std::this_thread::yield();
            }
            asio::post(leaving->io(), [&] {
                for (asio::cancellation_signal& signal : signals) {
                    signal.emit(asio::cancellation_type::terminal);
                }
            });
            leaving->join();
            CHECK(of_leaving.ended == 20);
            leaving.reset();
            staying.join();
            CHECK(of_staying.failures == 0);
            CHECK(of_staying.answered == 600);
            CHECK(shared.statistics().in_use == 0);
            CHECK(shared.statistics().waiting == 0);
        }
        own.join();
        CHECK(server.wait_until_connections_open(0, test::patience));
    }

    TEST_CASE("may be stopped and destroyed with its own client in the midst of calls") {
        testing::emulator server;
        const client_options options = test::impatient(server.client_options());
        multitude::context_thread leaving;
        multitude::context_thread staying;
        std::optional<client> of_leaving(std::in_place, leaving.io().get_executor(), options);
        std::optional<client> of_staying(std::in_place, staying.io().get_executor(), options);
        multitude::tally left;
        multitude::tally stayed;
        for (int i = 0; i < 20; ++i) {
            asio::co_spawn(leaving.io(),
                           multitude::ask_often(*of_leaving, 1'000'000, left.answered),
                           left.counting());
            asio::co_spawn(staying.io(), multitude::ask_often(*of_staying, 30, stayed.answered),
                           stayed.counting());
        }
        while (left.answered < 20) {
            std::this_thread::yield();
        }
        leaving.stop();
        of_leaving.reset();
        leaving.destroy();
        CHECK(left.ended == 0);
        staying.join();
        CHECK(stayed.failures == 0);
        CHECK(stayed.answered == 600);
        of_staying.reset();
        CHECK(server.wait_until_connections_open(0, test::patience));
    }
}
