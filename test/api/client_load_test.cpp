#include "api/emulated_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <exception>
#include <vector>

using namespace coai;
namespace asio = boost::asio;
using asio::awaitable;
using test::emulated_client;
using test::question;
using namespace std::chrono_literals;

TEST_SUITE("many calls at once") {
    TEST_CASE("a thousand streams are open at the same time on one thread") {
        constexpr std::size_t streams = 1000;
        testing::emulator_options options;
        options.reply_text = "All is well. ";
        options.reply_chunks = 10;
        emulated_client emulated(options);
        emulated.reconfigure([](client_options& changed) {
            changed.pool.max_connections = streams;
            changed.timeouts.connect = 120s; // a thousand handshakes, under a sanitizer at that
        });

        // Each stream waits after its first chunk until all of them have theirs.
        std::size_t begun = 0;
        std::size_t finished = 0;
        asio::steady_timer all_begun(emulated.io, asio::steady_timer::time_point::max());
        const auto read = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            co_await stream.next();
            if (++begun == streams) {
                CHECK(emulated.client.statistics().in_use == streams);
                all_begun.cancel();
            } else {
                boost::system::error_code ignored; // the cancellation is the signal
                co_await all_begun.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
            }
            while (co_await stream.next()) {
            }
            CHECK(stream.end() == chat::stream_end::done);
            ++finished;
        };
        std::vector<std::exception_ptr> failures;
        for (std::size_t i = 0; i < streams; ++i) {
            asio::co_spawn(emulated.io, read(), [&](std::exception_ptr failed) {
                if (failed) {
                    failures.push_back(failed);
                    all_begun.cancel();
                }
            });
        }
        emulated.io.run();
        CHECK(failures.empty());
        CHECK(finished == streams);
        CHECK(emulated.client.statistics().created == streams);
        CHECK(emulated.client.statistics().idle == streams);
    }

    TEST_CASE("ten thousand requests share sixty-four connections") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& changed) { changed.pool.max_connections = 64; });
        std::size_t left = 10'000;
        std::size_t succeeded = 0;
        const auto work = [&]() -> awaitable<void> {
            const auto request = question();
            while (left > 0) {
                --left;
                co_await emulated.client.chat.completions.create(request);
                ++succeeded;
            }
        };
        std::exception_ptr failed;
        for (int i = 0; i < 128; ++i) {
            asio::co_spawn(emulated.io, work(), [&](std::exception_ptr e) {
                if (e) {
                    failed = e;
                }
            });
        }
        emulated.io.run();
        CHECK_FALSE(failed);
        CHECK(succeeded == 10'000);
        CHECK(emulated.client.statistics().created <= 64);
        CHECK(emulated.server.connections_accepted() <= 64);
    }

    TEST_CASE("one client serves coroutines on several threads") {
        testing::emulator_options options;
        options.threads = 2;
        testing::emulator server(options);
        asio::thread_pool threads(4);
        client_options of_client = test::impatient(server.client_options());
        of_client.pool.max_connections = 8;
        std::atomic<std::size_t> succeeded = 0;
        std::atomic<std::size_t> failed = 0;
        {
            client shared(threads.get_executor(), of_client);
            const auto work = [&]() -> awaitable<void> {
                for (int i = 0; i < 20; ++i) {
                    co_await shared.chat.completions.create(question());
                    auto stream = co_await shared.chat.completions.stream(question());
                    co_await stream.collect();
                    ++succeeded;
                }
            };
            for (int i = 0; i < 16; ++i) {
                asio::co_spawn(asio::make_strand(threads), work(), [&](std::exception_ptr e) {
                    if (e) {
                        ++failed;
                    }
                });
            }
            threads.join();
        }
        CHECK(failed == 0);
        CHECK(succeeded == 320);
    }

    TEST_CASE("timeouts and cancellations race with answers on several threads") {
        testing::emulator_options options;
        options.latency = 2ms;
        testing::emulator server(options);
        asio::thread_pool threads(4);
        client_options of_client = test::impatient(server.client_options());
        of_client.pool.max_connections = 6;
        of_client.retry.max_retries = 0;
        std::atomic<std::size_t> ended = 0;
        {
            client shared(threads.get_executor(), of_client);
            const auto work = [&](int number) -> awaitable<void> {
                for (int i = 0; i < 30; ++i) {
                    request_options hurried;
                    hurried.timeouts.attempt = std::chrono::milliseconds(1 + (number + i) % 5);
                    try {
                        co_await shared.chat.completions.create(question(), hurried);
                    } catch (const error&) {
                        // a timeout, as intended
                    }
                    ++ended;
                }
            };
            for (int i = 0; i < 12; ++i) {
                asio::co_spawn(asio::make_strand(threads), work(i), [](std::exception_ptr e) {
                    if (e) {
                        std::rethrow_exception(e);
                    }
                });
            }
            threads.join();
            CHECK(shared.statistics().in_use == 0);
        }
        CHECK(ended == 360);
    }
}
