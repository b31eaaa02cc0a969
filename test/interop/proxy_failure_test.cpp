#include "api/emulated_client.hpp"
#include "interop/proxy/haproxy.hpp"
#include "interop/proxy/nginx.hpp"

#include <boost/asio/awaitable.hpp>

#include <set>
#include <string>
#include <utility>

namespace {

using namespace coai;
using proxy::haproxy;
using proxy::nginx;
using test::question;
using testing::admission;
using testing::fault;

/// A client with retries, a proxy, and an emulator that is to fail.
template <class Front>
struct failing {
    failing() : failing(std::string()) {}
    explicit failing(const std::string& settings) : front(server, settings) {}

    api_error failure() {
        coai::client strict(io.get_executor(), test::without_retries(front.client_options()));
        return test::failure_of<api_error>(io, strict.chat.completions.create(question()));
    }

    /// A call for which the server is there again after the first attempt; how many it took.
    unsigned attempts_until_the_server_is_back() {
        auto options = front.client_options();
        options.retry.on_retry = [&](const retry_event&) { server.admit(admission::serve); };
        coai::client patient(io.get_executor(), options);
        const auto completion = test::run(io, patient.chat.completions.create(question()));
        return completion.response.attempts;
    }

    testing::emulator server;
    Front front;
    boost::asio::io_context io{1};
};

TEST_SUITE("behind a proxy whose server fails") {
    TEST_CASE_TEMPLATE("the server is down", Front, nginx, haproxy) {
        CAPTURE(std::string(Front::name));
        failing<Front> here;
        here.server.admit(admission::refuse);
        const api_error failed = here.failure();
        CHECK(failed.status() == Front::status_without_server);
        CHECK(failed.body().starts_with("<html>"));
        CHECK(here.attempts_until_the_server_is_back() == 2);
    }

    TEST_CASE_TEMPLATE("the server breaks off before its response", Front, nginx, haproxy) {
        CAPTURE(std::string(Front::name));
        failing<Front> here;
        here.server.script(fault::close_before_response());
        CHECK(here.failure().status() == 502);
        here.server.script(fault::close_before_response());
        CHECK(here.attempts_until_the_server_is_back() == 2);
    }

    TEST_CASE_TEMPLATE("the server breaks off within a stream", Front, nginx, haproxy) {
        CAPTURE(std::string(Front::name));
        failing<Front> here;
        coai::client client(here.io.get_executor(), here.front.client_options());
        const auto read = [&]() -> boost::asio::awaitable<void> {
            auto stream = co_await client.chat.completions.stream(question());
            co_await stream.collect();
        };
        here.server.script(fault().end(testing::point::event(2), testing::ending::close));
        CHECK_THROWS_AS(test::run(here.io, read()), coai::error);
    }

    TEST_CASE("the server is silent for longer than the proxy waits") {
        const std::set<unsigned> expected{504};
        std::set<unsigned> seen;
        {
            failing<nginx> here("proxy_read_timeout 200ms;");
            here.server.script(fault::stall_after(0));
            seen.insert(here.failure().status());
        }
        {
            failing<haproxy> here("timeout server 200ms");
            here.server.script(fault::stall_after(0));
            seen.insert(here.failure().status());
        }
        CHECK(seen == expected);
    }

    TEST_CASE("nginx limits the rate with a page in HTML") {
        failing<nginx> here("limit_req zone=slow; limit_req_status 429;");
        auto options = here.front.client_options();
        options.retry.max_retries = 1;
        coai::client client(here.io.get_executor(), options);
        test::run(here.io, client.chat.completions.create(question()));
        const auto failed =
            test::failure_of<api_error>(here.io, client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::rate_limited);
        CHECK(failed.attempts() == 2);
        CHECK(here.server.requests_received() == 1);
    }

    TEST_CASE("interim responses pass HAProxy and come before the response") {
        failing<haproxy> here;
        coai::client client(here.io.get_executor(),
                            test::without_retries(here.front.client_options()));
        for (const unsigned code : {100U, 102U, 103U}) {
            CAPTURE(code);
            here.server.script(fault::interim(code));
            const auto completion = test::run(here.io, client.chat.completions.create(question()));
            CHECK(completion.response.status == 200);
            CHECK_FALSE(completion.text().empty());
        }
        CHECK(client.statistics().created == 1);
    }
}

} // namespace
