#include "api/emulated_client.hpp"
#include "interop/proxy/haproxy.hpp"
#include "interop/proxy/nginx.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace coai;
using boost::asio::awaitable;
using proxy::haproxy;
using proxy::manners;
using proxy::nginx;
using test::question;
using testing::ending;
using testing::fault;
using testing::point;
using namespace std::chrono_literals;

/// A client, a proxy and the emulator.
template <class Front>
struct proxied {
    explicit proxied(manners chosen = manners::usual) : front(server, chosen) {}
    explicit proxied(const std::string& settings, const testing::emulator_options& emulation = {})
        : server(emulation), front(server, settings) {}

    /// A client of the proxy's that has one attempt for each call.
    coai::client strict_client(const std::string& path = "/v1beta/openai/") {
        return coai::client(io.get_executor(), test::without_retries(front.client_options(path)));
    }

    template <class T>
    T run(awaitable<T> work) {
        return test::run(io, std::move(work));
    }

    testing::emulator server;
    Front front;
    boost::asio::io_context io{1};
};

awaitable<std::string> completed(const coai::client& client) {
    const chat::completion completion = co_await client.chat.completions.create(question());
    co_return std::string(completion.text());
}

awaitable<std::string> streamed(const coai::client& client) {
    auto stream = co_await client.chat.completions.stream(question());
    const chat::completion completion = co_await stream.collect();
    co_return std::string(completion.text());
}

/// The text of a stream's first two chunks, after which it is closed.
awaitable<std::string> begun(const coai::client& client) {
    auto stream = co_await client.chat.completions.stream(question());
    chat::chunk chunk;
    std::string text;
    for (int count = 0; count < 2; ++count) {
        if (co_await stream.next(chunk))
            text += chunk.text();
    }
    stream.close();
    co_return text;
}

/// Calls with pauses between them that are about as long as an idle connection lives.
awaitable<int> call_at_the_edge(const coai::client& client, const std::string& expected) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    int right = 0;
    for (int turn = 0; turn < 40; ++turn) {
        timer.expires_after(47ms + turn % 8 * 1ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
        const std::string text = co_await completed(client);
        right += text == expected ? 1 : 0;
    }
    co_return right;
}

TEST_SUITE("behind a proxy") {
    TEST_CASE_TEMPLATE("answers come through as they are", Front, nginx, haproxy) {
        CAPTURE(std::string(Front::name));
        proxied<Front> here;
        coai::client direct(here.io.get_executor(), here.server.client_options());
        coai::client behind = here.strict_client();
        const std::string expected = here.run(completed(direct));
        CHECK(here.run(completed(behind)) == expected);
        CHECK(here.run(streamed(behind)) == expected);
        CHECK(behind.statistics().created == 1);
        CHECK(behind.statistics().reused == 1);
    }

    TEST_CASE_TEMPLATE("a stream comes piece by piece", Front, nginx, haproxy) {
        CAPTURE(std::string(Front::name));
        proxied<Front> here;
        coai::client behind = here.strict_client();
        // The server never sends the rest, so what arrives arrived before it.
        here.server.script(fault().end(point::event(2), ending::stall));
        CHECK_FALSE(here.run(begun(behind)).empty());
        // That the client has left reaches the server.
        here.server.script(fault());
        CHECK(here.run(streamed(behind)) == here.run(completed(behind)));
    }

    TEST_CASE("nginx compresses a stream, piece by piece") {
        testing::emulator_options emulation;
        emulation.compression = false;
        proxied<nginx> here("gzip on; gzip_min_length 1; gzip_proxied any;"
                            "gzip_types application/json text/event-stream;",
                            emulation);
        auto options = test::without_retries(here.front.client_options());
        coai::client plain(here.io.get_executor(), options);
        options.compression = true;
        coai::client behind(here.io.get_executor(), options);
        const std::string expected = here.run(completed(plain));
        const auto completion = here.run(behind.chat.completions.create(question()));
        CHECK(completion.response.headers.find("content-encoding") == "gzip");
        CHECK(completion.text() == expected);
        CHECK(here.run(streamed(behind)) == expected);
        here.server.script(fault().end(point::event(2), ending::stall));
        CHECK_FALSE(here.run(begun(behind)).empty());
    }

    TEST_CASE_TEMPLATE("the proxy closes each connection after a response", Front, nginx, haproxy) {
        CAPTURE(std::string(Front::name));
        proxied<Front> here(manners::close_each);
        coai::client behind = here.strict_client();
        const std::string expected = here.run(completed(behind));
        for (int i = 0; i < 5; ++i) {
            CHECK(here.run(completed(behind)) == expected);
            CHECK(here.run(streamed(behind)) == expected);
        }
        CHECK(behind.statistics().created == 11);
        CHECK(behind.statistics().reused == 0);
        CHECK(behind.statistics().resumed > 0);
    }

    TEST_CASE("nginx closes a connection after three requests") {
        proxied<nginx> here("keepalive_requests 3;");
        coai::client behind = here.strict_client();
        const std::string expected = here.run(completed(behind));
        for (int i = 0; i < 8; ++i)
            CHECK(here.run(completed(behind)) == expected);
        CHECK(behind.statistics().created == 3);
        CHECK(behind.statistics().reused == 6);
    }

    TEST_CASE_TEMPLATE("calls that cross the closing of an idle connection", Front, nginx,
                       haproxy) {
        CAPTURE(std::string(Front::name));
        proxied<Front> here(manners::close_idle);
        coai::client behind = here.strict_client();
        const std::string expected = here.run(completed(behind));
        CHECK(here.run(call_at_the_edge(behind, expected)) == 40);
        CHECK(behind.statistics().created > 1);
    }

    TEST_CASE_TEMPLATE("the proxy's own pages are errors of their status", Front, nginx, haproxy) {
        CAPTURE(std::string(Front::name));
        proxied<Front> here;
        const std::pair<unsigned, errc> pages[] = {{408, errc::request_timeout},
                                                   {429, errc::rate_limited},
                                                   {502, errc::server_error},
                                                   {503, errc::unavailable}};
        for (const auto& page : pages) {
            const unsigned status = page.first;
            CAPTURE(status);
            coai::client behind = here.strict_client("/status/" + std::to_string(status) + '/');
            for (const bool streams : {false, true}) {
                const auto failed = test::failure_of<api_error>(
                    here.io, streams ? streamed(behind) : completed(behind));
                CHECK(failed.status() == status);
                CHECK(failed.kind() == page.second);
                CHECK(failed.body().find("<h") != std::string::npos);
                const std::string_view message = failed.error_details().message;
                CHECK_FALSE(message.empty());
                CHECK(message.find('<') == std::string_view::npos);
            }
        }
    }
}

} // namespace
