#include "testing/chat_requests.hpp"
#include "testing/raw_client.hpp"

#include <coai/testing/emulator.hpp>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

namespace json = boost::json;
using namespace coai::testing;
using namespace std::chrono_literals;
using raw::stop;

/// An emulator, and what it says to a request with and without a fault.
struct exchange_fixture {
    emulator server;

    raw::settings settings() const {
        raw::settings chosen;
        chosen.ca_pem = server.ca_pem();
        return chosen;
    }

    /// The bytes of a whole response, and how the connection ended, after this fault.
    std::string bytes_after(const fault& f, const std::string& request, stop& ended) {
        server.script(f);
        raw::client client(server.port(), settings());
        client.send(request);
        std::string bytes = client.read_to_end();
        ended = client.ended();
        CHECK(server.faults_left() == 0);
        return bytes;
    }

    raw::response response_after(const fault& f, const std::string& request) {
        server.script(f);
        raw::client client(server.port(), settings());
        client.send(request);
        return raw::read_response(client);
    }

    /// The bytes of the response without a fault.
    std::string usual(const std::string& request) {
        stop ended = stop::none;
        std::string bytes = bytes_after(fault::close_after_response(), request, ended);
        CHECK(ended == stop::close_notify);
        return bytes;
    }
};

const std::string plain = raw::chat_request();
const std::string stream = raw::stream_request();

TEST_SUITE("emulator faults") {
    TEST_CASE_FIXTURE(exchange_fixture, "the response breaks off at any byte, in any way") {
        const std::string usual_bytes = usual(stream);
        struct way {
            fault (*make)(std::int64_t);
            stop seen;
        };
        for (const way each :
             {way{fault::close_after, stop::close_notify}, way{fault::cut_after, stop::fin},
              way{fault::corrupt_record_after, stop::tls_error}}) {
            for (const std::size_t bytes : {1UL, 20UL, 200UL, usual_bytes.size() - 1}) {
                stop ended = stop::none;
                CHECK(bytes_after(each.make(static_cast<std::int64_t>(bytes)), stream, ended) ==
                      usual_bytes.substr(0, bytes));
                CHECK(ended == each.seen);
            }
        }
    }

    TEST_CASE_FIXTURE(exchange_fixture, "a reset arrives as a reset") {
        stop ended = stop::none;
        CHECK(bytes_after(fault::reset_before_response(), plain, ended) == "");
        CHECK(ended == stop::reset);
        // What was sent before a reset may or may not be read, but nothing more is.
        CHECK(bytes_after(fault::reset_after(100), plain, ended).size() <= 100);
        CHECK(ended == stop::reset);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "the connection is closed without a word") {
        stop ended = stop::none;
        CHECK(bytes_after(fault::close_before_response(), plain, ended) == "");
        CHECK(ended == stop::close_notify);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "a stalled response waits until the client leaves") {
        const std::string usual_bytes = usual(plain);
        server.script(fault::stall_after(50));
        raw::client client(server.port(), settings());
        client.send(plain);
        CHECK(client.read_at_least(50) == usual_bytes.substr(0, 50));
        CHECK(server.wait_until_connections_open(1, 20s));
        client.close();
        CHECK(server.wait_until_connections_open(0, 20s));
    }

    TEST_CASE_FIXTURE(exchange_fixture, "bytes come several times, framed as the body is") {
        const std::string body = response_after(fault(), plain).body;
        for (const auto framing : {body_framing_kind::chunked, body_framing_kind::content_length}) {
            const raw::response got = response_after(
                fault().framed(framing).insert(point::body_byte(3), "again", 1000), plain);
            CHECK(got.complete);
            std::string expected = body.substr(0, 3);
            for (int i = 0; i < 1000; ++i)
                expected += "again";
            CHECK(got.body == expected + body.substr(3));
        }
    }

    TEST_CASE_FIXTURE(exchange_fixture, "bytes come without end, until the client leaves") {
        server.script(fault().insert(point::byte(10), "again ", fault::all));
        raw::client client(server.port(), settings());
        client.send(plain);
        constexpr std::size_t much = 1'000'000;
        const std::string got = client.read_at_least(much);
        CHECK(got.size() >= much);
        CHECK(got.find("again again again ") == 10);
        CHECK(server.wait_until_connections_open(1, 20s));
        client.close();
        CHECK(server.wait_until_connections_open(0, 20s));
    }

    TEST_CASE_FIXTURE(exchange_fixture, "a fault is for as many requests as it says, in order") {
        server.script(fault::status(503).times(2));
        server.script(fault());
        server.script(fault::status(418));
        CHECK(server.faults_left() == 4);
        std::vector<unsigned> seen;
        raw::client client(server.port(), settings());
        for (int i = 0; i < 5; ++i) {
            client.send(plain);
            seen.push_back(raw::read_response(client).status);
        }
        CHECK(seen == std::vector<unsigned>{503, 503, 200, 418, 200});
        server.script(fault::status(500).times(7));
        server.clear_script();
        CHECK(server.faults_left() == 0);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "errors have Gemini's shape") {
        const raw::response limited = response_after(fault::rate_limited(34'400ms), plain);
        CHECK(limited.status == 429);
        CHECK_FALSE(limited.headers.contains("retry-after"));
        const json::value error = json::parse(limited.body).at(0).at("error");
        CHECK(error.at("code") == 429);
        CHECK(error.at("status") == "RESOURCE_EXHAUSTED");
        CHECK(error.at("details").at(1).at("retryDelay") == "34.4s");
        CHECK(std::string(error.at("message").as_string().c_str())
                  .ends_with("Please retry in 34.4s."));
        CHECK(limited.body.find("PerMinute") != std::string::npos);

        CHECK(response_after(fault::rate_limited(2s), plain).body.find(R"("2s")") !=
              std::string::npos);
        CHECK(response_after(fault::rate_limited(50ms), plain).body.find(R"("0.05s")") !=
              std::string::npos);
        CHECK(response_after(fault::quota_exhausted(), plain).body.find("PerDay") !=
              std::string::npos);
        CHECK(response_after(fault::overloaded(), plain).body ==
              "[{\n  \"error\": {\n    \"code\": 503,\n"
              "    \"message\": \"The model is overloaded. Please try again later.\",\n"
              "    \"status\": \"UNAVAILABLE\"\n  }\n}\n]");
    }

    TEST_CASE_FIXTURE(exchange_fixture, "a status comes with the given body and headers") {
        const raw::response teapot = response_after(
            fault::status(418, "<html>", {{"content-type", "text/html"}, {"retry-after", "7"}}),
            plain);
        CHECK(teapot.status == 418);
        CHECK(teapot.body == "<html>");
        CHECK(teapot.headers.find("content-type") == "text/html");
        CHECK(teapot.headers.find("retry-after") == "7");
    }

    TEST_CASE_FIXTURE(exchange_fixture, "bytes in place of a response") {
        stop ended = stop::none;
        CHECK(bytes_after(fault::raw("hello"), plain, ended) == "hello");
        CHECK(ended == stop::close_notify);
        CHECK(bytes_after(fault::garbage(), plain, ended).find("not HTTP") == 4);

        server.script(fault::raw("HTTP/1.1 204 No Content\r\n\r\n", ending::keep));
        raw::client client(server.port(), settings());
        client.send(plain);
        CHECK(client.read_at_least(27) == "HTTP/1.1 204 No Content\r\n\r\n");
        client.send(plain);
        CHECK(raw::read_response(client).status == 200);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "an interim response comes before the response") {
        const std::string usual_bytes = usual(plain);
        stop ended = stop::none;
        const std::string bytes = bytes_after(
            fault::interim(103).end(point::response_end(), ending::close), plain, ended);
        CHECK(bytes.starts_with("HTTP/1.1 103 "));
        CHECK(bytes.ends_with("\r\n\r\n" + usual_bytes));
    }

    TEST_CASE_FIXTURE(exchange_fixture, "a body is shorter than its Content-Length") {
        server.script(fault::truncated_body(30));
        raw::client client(server.port(), settings());
        client.send(plain);
        const raw::response response = raw::read_response(client);
        CHECK(response.body.size() == 30);
        CHECK_FALSE(response.complete);
        CHECK(response.headers.find("content-length") > "300");
        CHECK_FALSE(response.headers.contains("transfer-encoding"));
        CHECK(client.ended() == stop::close_notify);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "the body ends with the connection") {
        const raw::response framed = response_after(fault(), stream);
        server.script(fault::close_delimited());
        raw::client client(server.port(), settings());
        client.send(stream);
        const raw::response response = raw::read_response(client);
        CHECK(response.body == framed.body);
        CHECK(response.headers.find("connection") == "close");
        CHECK_FALSE(response.headers.contains("content-length"));
        CHECK_FALSE(response.headers.contains("transfer-encoding"));
        CHECK(client.ended() == stop::close_notify);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "the connection is closed with and without announcement") {
        for (const bool announced : {true, false}) {
            server.script(announced ? fault::connection_close() : fault::close_after_response());
            raw::client client(server.port(), settings());
            client.send(plain);
            const raw::response response = raw::read_response(client);
            CHECK(response.complete);
            CHECK(response.headers.contains("connection") == announced);
            CHECK(client.read_some().empty());
            CHECK(client.ended() == stop::close_notify);
        }
    }

    TEST_CASE_FIXTURE(exchange_fixture, "each write is a TLS record of its own") {
        const std::string usual_bytes = usual(plain);
        server.script(fault::dribble(7).end(point::response_end(), ending::close));
        raw::client client(server.port(), settings());
        client.send(plain);
        std::string all;
        // OpenSSL hands out one record a read.
        for (std::string piece = client.read_some(); !piece.empty(); piece = client.read_some()) {
            all += piece;
            CHECK(piece.size() == (all.size() == usual_bytes.size() ? usual_bytes.size() % 7 : 7));
        }
        CHECK(all == usual_bytes);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "chunks are cut anywhere, also inside of characters") {
        const raw::response usual_response = response_after(fault(), stream);
        CHECK(usual_response.body.find("“") != std::string::npos);
        stop ended = stop::none;
        const std::string bytes = bytes_after(
            fault::split_chunks(1).end(point::response_end(), ending::close), stream, ended);
        CHECK(bytes.find("1\r\n\xE2\r\n1\r\n\x80\r\n1\r\n\x9C\r\n") != std::string::npos);
        const raw::response split = raw::parse_head(bytes);
        std::size_t size = 0;
        CHECK(raw::join_chunks(std::string_view(bytes).substr(split.head_size), size) ==
              usual_response.body);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "head and content type are changed") {
        CHECK(
            response_after(fault::content_type("text/html"), plain).headers.find("content-type") ==
            "text/html");
        CHECK(response_after(fault::huge_header(100'000), plain).headers.find("x-huge")->size() ==
              100'000);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "JSON is broken, plain and streamed") {
        const auto is_json = [](std::string_view text) {
            json::error_code ec;
            json::parse(text, ec);
            return !ec;
        };
        CHECK_FALSE(is_json(response_after(fault::invalid_json(), plain).body));
        const std::string body = response_after(fault::invalid_json(), stream).body;
        CHECK(body.starts_with("data: {"));
        CHECK_FALSE(is_json(body.substr(6, body.find("\n\n") - 6)));
    }

    TEST_CASE_FIXTURE(exchange_fixture, "events of a stream are changed") {
        const std::string usual_body = response_after(fault(), stream).body;
        const std::size_t first_end = usual_body.find("\n\n") + 2;
        const std::size_t second_end = usual_body.find("\n\n", first_end) + 2;
        const std::string done = "data: [DONE]\n\n";
        REQUIRE(usual_body.ends_with(done));

        CHECK(response_after(fault::missing_done(), stream).body + done == usual_body);

        std::string named = usual_body;
        named.insert(first_end, "event: ping\nid: 7\n\n");
        CHECK(response_after(fault::event_without_data(), stream).body == named);

        CHECK(response_after(fault::comments(), stream)
                  .body.starts_with(": keep-alive\n\n" + usual_body.substr(0, first_end) +
                                    ": keep-alive\n\ndata: "));

        const std::string crlf = response_after(fault::crlf(), stream).body;
        CHECK(crlf.ends_with("\r\n\r\ndata: [DONE]\r\n\r\n"));
        CHECK(std::count(crlf.begin(), crlf.end(), '\n') ==
              std::count(crlf.begin(), crlf.end(), '\r'));

        const std::string two_events = usual_body.substr(0, second_end);
        CHECK(response_after(fault::stream_error(2), stream).body ==
              two_events +
                  "data: {\"error\":{\"code\":503,\"message\":\"The model is overloaded. Please "
                  "try again later.\",\"status\":\"UNAVAILABLE\"}}\n\n");
        CHECK(response_after(fault::stream_error_array(2), stream)
                  .body.starts_with(two_events + "data: [{\"error\":{"));
        CHECK(response_after(fault::stream_error_tail(2), stream)
                  .body.starts_with(two_events + "[{\n  \"error\": {\n"));
    }

    TEST_CASE_FIXTURE(exchange_fixture, "a stream ends after some events, or pauses between them") {
        const std::string usual_body = response_after(fault(), stream).body;
        const std::size_t first_end = usual_body.find("\n\n") + 2;
        const raw::response cut = response_after(fault().end(point::event(1), ending::cut), stream);
        CHECK(cut.body == usual_body.substr(0, first_end));
        CHECK_FALSE(cut.complete);

        const auto begin = std::chrono::steady_clock::now();
        CHECK(response_after(fault().wait(point::event(1), 60ms), stream).body == usual_body);
        CHECK(std::chrono::steady_clock::now() - begin >= 60ms);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "the response comes late, and a client may leave before") {
        const auto begin = std::chrono::steady_clock::now();
        CHECK(response_after(fault::delay(60ms), plain).status == 200);
        CHECK(std::chrono::steady_clock::now() - begin >= 60ms);

        server.script(fault::delay(1h));
        raw::client client(server.port(), settings());
        client.send(plain);
        CHECK(server.wait_until_requests_received(2, 20s));
        client.close();
        CHECK(server.wait_until_connections_open(0, 20s));
    }

    TEST_CASE_FIXTURE(exchange_fixture, "a request that comes during a pause is served after it") {
        server.script(fault::delay(60ms));
        raw::client client(server.port(), settings());
        client.send(plain + plain);
        CHECK(raw::read_response(client).status == 200);
        CHECK(raw::read_response(client).status == 200);
    }

    TEST_CASE_FIXTURE(exchange_fixture, "the body of a request is never read") {
        server.script(fault::stop_reading());
        raw::client client(server.port(), settings());
        client.send("POST /v1beta/openai/chat/completions HTTP/1.1\r\nhost: localhost\r\n"
                    "content-length: 100000000\r\n\r\nthe first bytes");
        CHECK(server.wait_until_requests_received(1, 20s));
        CHECK(server.requests().front().target == "/v1beta/openai/chat/completions");
        CHECK(server.connections_open() == 1);
        server.drop_connections();
        CHECK(server.wait_until_connections_open(0, 20s));
        CHECK(client.read_some().empty());
    }

    TEST_CASE("faults work without TLS") {
        emulator_options options;
        options.tls = false;
        emulator server(options);
        raw::settings settings;
        settings.tls = false;
        server.script(fault::close_after(10));
        raw::client client(server.port(), settings);
        client.send(plain);
        CHECK(client.read_to_end() == "HTTP/1.1 2");
        CHECK(client.ended() == stop::fin);
        server.script(fault::reset_before_response());
        raw::client second(server.port(), settings);
        second.send(plain);
        CHECK(second.read_to_end() == "");
        CHECK(second.ended() == stop::reset);
    }
}

} // namespace
