#include "api/emulated_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include <string>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using test::question;
using testing::fault;
using namespace std::chrono_literals;

namespace {

/// Runs that many calls at once; how many succeeded.
std::size_t run_at_once(emulated_client& emulated, std::size_t calls,
                        std::vector<errc>* failures = nullptr) {
    std::size_t succeeded = 0;
    const auto call = [&]() -> awaitable<void> {
        try {
            co_await emulated.client.chat.completions.create(question());
            ++succeeded;
        } catch (const error& failed) {
            if (failures) {
                failures->push_back(failed.kind());
            }
        }
    };
    for (std::size_t i = 0; i < calls; ++i) {
        boost::asio::co_spawn(emulated.io, call(), boost::asio::detached);
    }
    emulated.io.restart();
    emulated.io.run();
    return succeeded;
}

} // namespace

TEST_SUITE("connections of a client") {
    TEST_CASE("calls one after the other share a connection") {
        emulated_client emulated;
        for (int i = 0; i < 5; ++i) {
            emulated.run(emulated.client.chat.completions.create(question()));
        }
        CHECK(emulated.server.connections_accepted() == 1);
        const auto statistics = emulated.client.statistics();
        CHECK(statistics.created == 1);
        CHECK(statistics.reused == 4);
        CHECK(statistics.idle == 1);
        CHECK(statistics.in_use == 0);
        CHECK(statistics.handshakes == 1);
    }

    TEST_CASE("no more connections are opened than allowed, and all calls are served") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.pool.max_connections = 3; });
        CHECK(run_at_once(emulated, 50) == 50);
        CHECK(emulated.client.statistics().created <= 3);
        CHECK(emulated.client.statistics().open <= 3);
        CHECK(emulated.client.statistics().waiting == 0);
    }

    TEST_CASE("a call beyond the queue's bound fails at once and says so") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            options.pool.max_connections = 2;
            options.pool.max_waiting = 3;
            options.retry.max_retries = 0;
        });
        std::vector<errc> failures;
        CHECK(run_at_once(emulated, 8, &failures) == 5);
        CHECK(failures == std::vector<errc>(3, errc::pool_exhausted));
    }

    TEST_CASE("a call waits for a connection so long and no longer") {
        testing::emulator_options slow;
        slow.latency = 300ms;
        emulated_client emulated(slow);
        emulated.reconfigure([](client_options& options) {
            options.pool.max_connections = 1;
            options.timeouts.queue = 60ms;
            options.retry.max_retries = 0;
        });
        run_at_once(emulated, 1); // the handshake is not what is waited for
        std::vector<errc> failures;
        CHECK(run_at_once(emulated, 2, &failures) == 1);
        CHECK(failures == std::vector<errc>{errc::queue_timeout});
    }

    TEST_CASE("a connection that the server closed is not used again") {
        emulated_client emulated;
        emulated.server.script(fault::close_after_response());
        emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(emulated.server.wait_until_connections_open(0, test::patience));
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(answer.response.attempts == 1);
        CHECK_FALSE(answer.response.connection_reused);
    }

    TEST_CASE("a connection that dies as the request sets out is replaced without a retry") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.retry.max_retries = 0; });
        emulated.run(emulated.client.chat.completions.create(question()));
        SUBCASE("in order") { emulated.server.script(fault::close_before_response()); }
        SUBCASE("by a reset") { emulated.server.script(fault::reset_before_response()); }
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(answer.response.attempts == 1);
        CHECK_FALSE(answer.response.connection_reused);
        CHECK(emulated.client.statistics().created == 2);
    }

    TEST_CASE("a request is not sent twice when that is not wanted") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            options.retry.max_retries = 0;
            options.pool.replay_stale = false;
        });
        emulated.run(emulated.client.chat.completions.create(question()));
        emulated.server.script(fault::close_before_response());
        const auto failed = emulated.failure_of<connection_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::connection_lost);
    }

    TEST_CASE("a fresh connection that breaks is a failure and no stale one") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.retry.max_retries = 0; });
        emulated.server.script(fault::close_before_response());
        const auto failed = emulated.failure_of<connection_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::connection_lost);
        CHECK(emulated.server.requests_received() == 1);
    }

    TEST_CASE("after the first byte of a response nothing is sent again for free") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.retry.max_retries = 0; });
        emulated.run(emulated.client.chat.completions.create(question()));
        emulated.server.script(fault::reset_after(5));
        emulated.failure_of<connection_error>(emulated.client.chat.completions.create(question()));
        CHECK(emulated.server.requests_received() == 2);
    }

    TEST_CASE("Connection: close is heeded") {
        emulated_client emulated;
        emulated.server.script(fault::connection_close());
        emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(emulated.client.statistics().open == 0);
    }

    TEST_CASE("idle connections grow too old") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.pool.idle_timeout = 0ms; });
        emulated.run(emulated.client.chat.completions.create(question()));
        emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(emulated.client.statistics().created == 2);
    }

    TEST_CASE("TLS sessions are resumed") {
        emulated_client emulated;
        for (int i = 0; i < 4; ++i) {
            emulated.server.script(fault::connection_close());
            emulated.run(emulated.client.chat.completions.create(question()));
        }
        const auto statistics = emulated.client.statistics();
        CHECK(statistics.handshakes == 4);
        CHECK(statistics.resumed == 3);
        CHECK(emulated.server.handshakes_resumed() == 3);
    }

    TEST_CASE("a burst on a new client resumes the session of its first connection") {
        testing::emulator_options slow;
        slow.latency = 20ms; // so that no call is over before all connections are dialled
        emulated_client emulated(slow);
        CHECK(run_at_once(emulated, 20) == 20);
        const auto statistics = emulated.client.statistics();
        CHECK(statistics.handshakes > 2);
        // Where a slow machine has used up the first connection's time, the others do not wait.
        CHECK(statistics.resumed >= 1);
        CHECK(statistics.resumed < statistics.handshakes);
        CHECK(emulated.server.handshakes_resumed() == statistics.resumed);
    }

    TEST_CASE("a burst does not wait long for a first connection that stalls") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            options.timeouts.connect = 1500ms;
            options.retry.max_retries = 0;
        });
        emulated.server.stall_handshakes(true);
        const auto begun = std::chrono::steady_clock::now();
        std::vector<errc> failures;
        CHECK(run_at_once(emulated, 10, &failures) == 0);
        CHECK(failures == std::vector<errc>(10, errc::connect_timeout));
        CHECK(emulated.server.connections_accepted() == 10);
        CHECK(std::chrono::steady_clock::now() - begun < 6s); // not ten times as long
    }

    TEST_CASE("unusable options are named when the client is made") {
        boost::asio::io_context io(1);
        const auto option_at_fault = [&io](auto change) {
            client_options options{secret("k")};
            change(options);
            try {
                client made(io.get_executor(), options);
            } catch (const usage_error& bad) {
                CHECK(bad.kind() == errc::invalid_option);
                return bad.option();
            }
            return std::string();
        };
        CHECK(option_at_fault([](client_options& o) { o.base_url = "not a url"; }) == "base_url");
        CHECK(option_at_fault([](client_options& o) { o.base_url = "ftp://host/"; }) == "base_url");
        CHECK(option_at_fault([](client_options& o) { o.api_key = ""; }) == "api_key");
        CHECK(option_at_fault([](client_options& o) { o.pool.max_connections = 0; }) ==
              "pool.max_connections");
        CHECK(option_at_fault([](client_options& o) { o.tls.ca_file = "/no/such/file"; }) ==
              "tls.ca_file");
        CHECK(option_at_fault([](client_options& o) { o.tls.ca_pem = "no certificate"; }) ==
              "tls.ca_pem");
        CHECK(option_at_fault([](client_options& o) { o.proxy = "socks5://host"; }) == "proxy");
        CHECK(option_at_fault([](client_options& o) { o.default_headers.set("Host", "x"); }) ==
              "default_headers");
    }
}
