#include "api/emulated_client.hpp"
#include "interop/proxy/haproxy.hpp"
#include "interop/proxy/nginx.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace coai;
using boost::asio::awaitable;
using proxy::haproxy;
using proxy::nginx;
using test::question;
using namespace std::chrono_literals;

constexpr int callers = 12;
constexpr int reloads = 5;
constexpr int calls_between_reloads = 150;

bool share_none(const std::set<pid_t>& some, const std::set<pid_t>& others) {
    return std::none_of(some.begin(), some.end(),
                        [&](pid_t each) { return others.contains(each); });
}

/// Many callers behind a proxy that is reloaded meanwhile.
template <class Front>
struct load {
    load() {
        auto options = front.client_options();
        options.retry.on_retry = [this](const retry_event&) { ++retries; };
        options.timeouts.overall = 60s;
        client = coai::client(io.get_executor(), options);
        expected = test::run(io, ask(false));
    }

    awaitable<std::string> ask(bool streams) {
        if (!streams) {
            const auto completion = co_await client.chat.completions.create(question());
            co_return std::string(completion.text());
        }
        auto stream = co_await client.chat.completions.stream(question());
        const auto completion = co_await stream.collect();
        co_return std::string(completion.text());
    }

    awaitable<void> call_until_done() {
        for (bool streams = false; !done; streams = !streams) {
            try {
                const std::string text = co_await ask(streams);
                ++(text == expected ? right : wrong);
            } catch (const coai::error& failed) {
                failures.emplace_back(failed.what());
                if (failures.size() > 20)
                    done = true;
            }
        }
    }

    /// Reloads while calls go on, each time when there are no old workers any more.
    awaitable<void> reload_now_and_then() {
        boost::asio::steady_timer timer(io);
        for (int count = 0; count < reloads && !done; ++count) {
            const int next = right + calls_between_reloads;
            while (right < next && !done) {
                timer.expires_after(1ms);
                co_await timer.async_wait(boost::asio::use_awaitable);
            }
            const std::set<pid_t> old_workers = front.workers();
            front.reload();
            for (int turn = 0; !share_none(front.workers(), old_workers) && turn < 4000; ++turn) {
                timer.expires_after(5ms);
                co_await timer.async_wait(boost::asio::use_awaitable);
            }
            renewed += share_none(front.workers(), old_workers) ? 1 : 0;
        }
        done = true;
    }

    void run() {
        const auto end = [](std::exception_ptr failed) {
            if (failed)
                std::rethrow_exception(failed);
        };
        for (int i = 0; i < callers; ++i)
            boost::asio::co_spawn(io, call_until_done(), end);
        test::run(io, reload_now_and_then());
    }

    testing::emulator server;
    Front front{server};
    boost::asio::io_context io{1};
    coai::client client{io.get_executor(), server.client_options()};
    std::string expected;
    bool done = false;
    int right = 0;
    int wrong = 0;
    int renewed = 0;
    int retries = 0;
    std::vector<std::string> failures;
};

TEST_SUITE("behind a proxy that is reloaded") {
    TEST_CASE_TEMPLATE("no call is lost", Front, nginx, haproxy) {
        load<Front> under;
        under.run();
        MESSAGE(std::string(Front::name)
                << ": " << under.right << " calls, " << under.retries << " retries, "
                << under.client.statistics().created << " connections");
        CHECK(under.failures == std::vector<std::string>());
        CHECK(under.wrong == 0);
        CHECK(under.renewed == reloads);
        CHECK(under.right >= reloads * calls_between_reloads);
        CHECK(under.client.statistics().created > callers);
    }
}

} // namespace
