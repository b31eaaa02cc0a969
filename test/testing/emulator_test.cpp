#include "testing/chat_requests.hpp"
#include "testing/raw_client.hpp"

#include <coai/testing/emulator.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace coai::testing;
using namespace std::chrono_literals;

unsigned ask(const emulator& server) {
    raw::client client(server.port(), raw::trusting(server.ca_pem()));
    client.send(raw::chat_request());
    return raw::read_response(client).status;
}

TEST_SUITE("emulator") {
    TEST_CASE("it says how to reach it") {
        const emulator server;
        const std::string port = std::to_string(server.port());
        CHECK(server.base_url() == "https://localhost:" + port + "/v1beta/openai/");
        CHECK(server.base_url(coai::provider::openai) == "https://localhost:" + port + "/v1/");
        const coai::client_options client = server.client_options();
        CHECK(client.base_url == server.base_url());
        CHECK(client.api_key.reveal() == "emulator-key");
        CHECK(client.provider == coai::provider::gemini);
        CHECK(client.tls.ca_pem == server.ca_pem());
        CHECK(client.proxy == "");

        emulator_options options;
        options.tls = false;
        const emulator plain(options);
        CHECK(plain.base_url().starts_with("http://localhost:"));
        CHECK(plain.ca_pem() == "");
    }

    TEST_CASE("requests are recorded as they came") {
        emulator server;
        raw::client first(server.port(), raw::trusting(server.ca_pem()));
        raw::client second(server.port(), raw::trusting(server.ca_pem()));
        const std::string target = "/v1beta/openai/chat/completions?a=b%20c";
        first.send(raw::http_request("{}", "X-One: 1\r\nx-two: 2\r\n", target));
        raw::read_response(first);
        second.send("GET /nothing HTTP/1.1\r\n\r\n");
        raw::read_response(second);
        first.send(raw::chat_request());
        raw::read_response(first);

        const std::vector<recorded_request> seen = server.requests();
        REQUIRE(seen.size() == 3);
        CHECK(seen[0].method == "POST");
        CHECK(seen[0].target == target);
        CHECK(seen[0].body == "{}");
        CHECK(seen[0].headers.find("x-one") == "1");
        CHECK((*seen[0].headers.begin()).name == "host");
        CHECK(seen[0].connection == seen[2].connection);
        CHECK(seen[1].method == "GET");
        CHECK(seen[1].body == "");
        CHECK(seen[1].connection != seen[0].connection);
        CHECK(seen[2].sequence == 3);
        CHECK(server.requests_received() == 3);
        server.clear_requests();
        CHECK(server.requests().empty());
        CHECK(server.requests_received() == 3);
    }

    TEST_CASE("only the latest requests are kept") {
        emulator_options options;
        options.max_recorded_requests = 2;
        const emulator server(options);
        for (int i = 0; i < 3; ++i)
            ask(server);
        REQUIRE(server.requests().size() == 2);
        CHECK(server.requests()[0].sequence == 2);
        CHECK(server.requests()[1].sequence == 3);

        options.max_recorded_requests = 0;
        const emulator forgetful(options);
        ask(forgetful);
        CHECK(forgetful.requests().empty());
        CHECK(forgetful.requests_received() == 1);
    }

    TEST_CASE("requests are shown before they are answered") {
        emulator_options options;
        options.max_recorded_requests = 0;
        std::atomic<std::uint64_t> shown = 0; // the sequence of the last one
        options.on_request = [&](const recorded_request& request) {
            CHECK(request.target == "/v1beta/openai/chat/completions");
            CHECK(request.body == raw::chat_body());
            shown = request.sequence;
        };
        const emulator server(options);
        for (std::uint64_t i = 1; i <= 3; ++i) {
            ask(server);
            CHECK(shown == i);
        }
    }

    TEST_CASE("programs that the process starts inherit neither port nor connections") {
        const auto inherited = [] {
            int count = 0;
            for (int descriptor = 3; descriptor < 1024; ++descriptor) {
                struct stat about {};
                const int flags = ::fcntl(descriptor, F_GETFD);
                const bool is_socket = ::fstat(descriptor, &about) == 0 && S_ISSOCK(about.st_mode);
                count += flags >= 0 && is_socket && (flags & FD_CLOEXEC) == 0 ? 1 : 0;
            }
            return count;
        };
        const int before = inherited();
        emulator server;
        const raw::client client(server.port(), raw::trusting(server.ca_pem()));
        REQUIRE(server.wait_until_connections_open(1, 20s));
        CHECK(inherited() == before + 1); // the test's own client
    }

    TEST_CASE("connections are counted, and can be waited for") {
        emulator server;
        CHECK(server.connections_open() == 0);
        CHECK_FALSE(server.wait_until_connections_open(1, 1ms));
        {
            raw::client one(server.port(), raw::trusting(server.ca_pem()));
            raw::client two(server.port(), raw::trusting(server.ca_pem()));
            CHECK(server.wait_until_connections_open(2, 20s));
        }
        CHECK(server.wait_until_connections_open(0, 20s));
        CHECK(server.connections_accepted() == 2);
        CHECK(server.handshakes() == 2);
        CHECK_FALSE(server.wait_until_requests_received(1, 1ms));
    }

    TEST_CASE("all connections can be dropped") {
        emulator server;
        raw::client one(server.port(), raw::trusting(server.ca_pem()));
        raw::client two(server.port(), raw::trusting(server.ca_pem()));
        two.send(raw::chat_request());
        raw::read_response(two);
        CHECK(server.wait_until_connections_open(2, 20s));
        server.drop_connections();
        CHECK(server.wait_until_connections_open(0, 20s));
        CHECK(one.read_some().empty());
        CHECK(two.read_some().empty());
        CHECK(ask(server) == 200);
    }

    TEST_CASE("stopping closes everything and keeps the record") {
        emulator server;
        raw::client idle(server.port(), raw::trusting(server.ca_pem()));
        raw::client waiting(server.port(), raw::trusting(server.ca_pem()));
        server.script(fault::delay(1h));
        waiting.send(raw::chat_request());
        CHECK(server.wait_until_requests_received(1, 20s));
        server.stop();
        CHECK(idle.read_some().empty());
        CHECK(waiting.read_some().empty());
        CHECK(server.requests().size() == 1);
        CHECK(server.connections_open() == 0);
        CHECK_THROWS(raw::client(server.port()));
        server.stop();
        server.admit(admission::refuse);
        server.drop_connections();
    }

    TEST_CASE("a port can be chosen, and is refused where it is taken") {
        emulator first;
        emulator_options options;
        options.port = first.port();
        CHECK_THROWS_AS(emulator{options}, boost::system::system_error);
        first.stop();
        const emulator second(options);
        CHECK(second.port() == first.port());
        CHECK(ask(second) == 200);
    }

    TEST_CASE("an unusable option is refused") {
        emulator_options options;
        options.threads = 0;
        CHECK_THROWS_AS(emulator{options}, std::invalid_argument);
    }

    TEST_CASE("several threads serve") {
        emulator_options options;
        options.threads = 3;
        const emulator server(options);
        std::vector<std::thread> clients;
        std::vector<unsigned> answered(6);
        for (std::size_t i = 0; i < answered.size(); ++i) {
            clients.emplace_back([&server, &count = answered[i]] {
                for (int request = 0; request < 10; ++request)
                    count += ask(server) == 200 ? 1 : 0;
            });
        }
        for (std::thread& client : clients)
            client.join();
        CHECK(answered == std::vector<unsigned>(6, 10));
        CHECK(server.requests_received() == 60);
    }
}

} // namespace
