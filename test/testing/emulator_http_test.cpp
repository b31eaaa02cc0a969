#include "testing/chat_requests.hpp"
#include "testing/raw_client.hpp"

#include <coai/testing/emulator.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace coai::testing;
using namespace std::chrono_literals;
using raw::stop;

/// Plain HTTP, which is enough where the bytes are the same.
struct http_server {
    explicit http_server(emulator_options options = {}) : server(without_tls(std::move(options))) {
        settings.tls = false;
    }

    static emulator_options without_tls(emulator_options options) {
        options.tls = false;
        return options;
    }

    raw::response ask(const std::string& request) const {
        raw::client client(server.port(), settings);
        client.send(request);
        return raw::read_response(client);
    }

    emulator server;
    raw::settings settings;
};

TEST_SUITE("emulator HTTP") {
    TEST_CASE("one connection serves many requests, also sent ahead") {
        const http_server http;
        raw::client client(http.server.port(), http.settings);
        const std::string request = raw::chat_request();
        std::string together;
        for (int i = 0; i < 20; ++i)
            together += request;
        client.send(together);
        for (int i = 0; i < 20; ++i)
            CHECK(raw::read_response(client).status == 200);
        CHECK(http.server.connections_accepted() == 1);
    }

    TEST_CASE("a request may come cut at any byte") {
        const http_server http;
        raw::client client(http.server.port(), http.settings);
        const std::string request = raw::chat_request();
        const std::string chunked = "POST /v1beta/openai/chat/completions HTTP/1.1\r\n"
                                    "authorization: Bearer emulator-key\r\n"
                                    "transfer-encoding: chunked\r\n\r\n" +
                                    std::string("5;x=y\r\n{\"mod\r\n4\r\nel\":\r\n1\r\n1\r\n1\r\n}"
                                                "\r\n0\r\ntrailer: t\r\n\r\n");
        client.send(request);
        const std::string expected = raw::read_response(client).body;
        for (std::size_t cut = 1; cut < request.size(); cut += 7) {
            client.send(request.substr(0, cut));
            client.send(request.substr(cut));
            REQUIRE(raw::read_response(client).body == expected);
        }
        for (const char c : chunked)
            client.send(std::string(1, c));
        const raw::response refused = raw::read_response(client);
        CHECK(refused.status == 400);
        CHECK(refused.body.find("Invalid value at 'model' (TYPE_STRING), 1") != std::string::npos);
        CHECK(http.server.requests().back().body == "{\"model\":1}");
    }

    TEST_CASE("a client that waits for 100 Continue gets it") {
        const http_server http;
        raw::client client(http.server.port(), http.settings);
        const std::string request = raw::chat_request("expect: 100-continue\r\n");
        const std::size_t head = request.find("\r\n\r\n") + 4;
        client.send(request.substr(0, head));
        CHECK(client.read_at_least(25) == "HTTP/1.1 100 Continue\r\n\r\n");
        client.send(request.substr(head));
        CHECK(raw::read_response(client).status == 200);
    }

    TEST_CASE("a connection ends when the client or its age says so") {
        emulator_options options;
        options.max_requests_per_connection = 2;
        const http_server http(options);
        raw::client client(http.server.port(), http.settings);
        client.send(raw::chat_request() + raw::chat_request());
        CHECK_FALSE(raw::read_response(client).headers.contains("connection"));
        CHECK(raw::read_response(client).headers.find("connection") == "close");
        CHECK(client.read_some().empty());
        CHECK(client.ended() == stop::fin);

        raw::client polite(http.server.port(), http.settings);
        polite.send(raw::chat_request("connection: close\r\n"));
        CHECK(raw::read_response(polite).headers.find("connection") == "close");
        CHECK(polite.read_some().empty());
    }

    TEST_CASE("an HTTP/1.0 client gets neither chunks nor a kept connection unless it asks") {
        const http_server http;
        std::string request = raw::stream_request();
        request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
        const raw::response response = http.ask(request);
        CHECK_FALSE(response.headers.contains("transfer-encoding"));
        CHECK(response.headers.find("connection") == "close");
        CHECK(response.body.ends_with("data: [DONE]\n\n"));
    }

    TEST_CASE("a connection that waits too long is closed") {
        emulator_options options;
        options.idle_timeout = 30ms;
        const http_server http(options);
        const auto begin = std::chrono::steady_clock::now();
        raw::client client(http.server.port(), http.settings);
        CHECK(client.read_some().empty());
        CHECK(client.ended() == stop::fin);
        CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
        CHECK(http.server.wait_until_connections_open(0, 20s));
    }

    TEST_CASE("what is not HTTP is refused, and read to the end of the refusal") {
        const http_server http;
        for (const std::string& nonsense :
             {std::string("nonsense\r\n\r\n") + std::string(100'000, 'x'),
              std::string("GET / HTTP/1.1\r\nbad header\r\n\r\n"),
              "GET / HTTP/1.1\r\nx: " + std::string(70'000, 'x')}) {
            const raw::response response = http.ask(nonsense);
            CHECK(response.status == 400);
            CHECK(response.headers.find("connection") == "close");
            CHECK(response.body.find("The request is not HTTP/1.1") != std::string::npos);
        }
    }

    TEST_CASE("a body that is too large is refused") {
        emulator_options options;
        options.max_request_size = 1000;
        const http_server http(options);
        CHECK(http.ask(raw::chat_request()).status == 200);
        const raw::response response = http.ask(raw::http_request(std::string(1001, 'x')));
        CHECK(response.status == 400);
        CHECK(response.body.find("Request payload size exceeds the limit: 1000 bytes.") !=
              std::string::npos);
    }

    TEST_CASE("HEAD has no body") {
        const http_server http;
        raw::client client(http.server.port(), http.settings);
        client.send("HEAD /v1beta/openai/models HTTP/1.1\r\nconnection: close\r\n\r\n");
        CHECK(client.read_to_end().ends_with("\r\n\r\n"));
    }

    TEST_CASE("bodies are compressed for clients that accept it, with a flush after each event") {
        const http_server http;
        const std::string expected = http.ask(raw::stream_request()).body;
        const raw::response response =
            http.ask(raw::stream_request("accept-encoding: br;q=1, gzip;q=0.5\r\n"));
        CHECK(response.headers.find("content-encoding") == "gzip");
        CHECK(response.body.size() < expected.size());
        CHECK(response.body.starts_with("\x1F\x8B"));
        // Each event ends in the empty stored block of a flush.
        std::size_t flushes = 0;
        const std::string_view marker("\x00\x00\xFF\xFF", 4);
        for (std::size_t at = response.body.find(marker); at != std::string::npos;
             at = response.body.find(marker, at + 1))
            ++flushes;
        std::size_t events = 0;
        for (std::size_t at = expected.find("\n\n"); at != std::string::npos;
             at = expected.find("\n\n", at + 1))
            ++events;
        CHECK(flushes >= events);

        CHECK_FALSE(http.ask(raw::chat_request("accept-encoding: identity\r\n"))
                        .headers.contains("content-encoding"));
        emulator_options options;
        options.compression = false;
        const http_server uncompressed(options);
        CHECK_FALSE(uncompressed.ask(raw::chat_request("accept-encoding: gzip\r\n"))
                        .headers.contains("content-encoding"));
    }

    TEST_CASE("latency and speed are kept to") {
        emulator_options options;
        options.reply_chunks = 4;
        options.chunk_size = 4;
        options.latency = 20ms;
        options.tokens_per_second = 100;
        options.chunk_delay = 5ms;
        const http_server http(options);
        const auto begin = std::chrono::steady_clock::now();
        CHECK(http.ask(raw::stream_request()).status == 200);
        // Four tokens at 10 ms, five events at 5 ms.
        CHECK(std::chrono::steady_clock::now() - begin >= 85ms);

        // Of a plain answer not even the head comes before all of its tokens are there.
        raw::client client(http.server.port(), http.settings);
        client.send(raw::http_request(raw::chat_body("x", "", "gemini-2.0-flash")));
        const auto sent = std::chrono::steady_clock::now();
        CHECK(client.read_at_least(1).starts_with("HTTP/1.1 200"));
        CHECK(std::chrono::steady_clock::now() - sent >= 60ms);
    }
}

} // namespace
