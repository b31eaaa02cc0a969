#include "api/emulated_client.hpp"

#include <coai/result.hpp>

#include <boost/asio/error.hpp>

#include <string>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using test::question;
using testing::fault;
using namespace std::chrono_literals;

namespace {

/// A client that makes one attempt, and the error of a call that a fault spoils.
struct spoiled : emulated_client {
    spoiled() {
        reconfigure([](client_options& options) { options.retry.max_retries = 0; });
    }

    template <class Error>
    Error error_of(const fault& scripted) {
        server.script(scripted);
        return failure_of<Error>(client.chat.completions.create(question()));
    }
};

} // namespace

TEST_SUITE("failed call") {
    TEST_CASE("Gemini's error in an array of one is read") {
        spoiled emulated;
        const auto failed = emulated.error_of<api_error>(fault::rate_limited(34s));
        CHECK(failed.kind() == errc::rate_limited);
        CHECK(failed.code() == errc::rate_limited);
        CHECK(failed.status() == 429);
        CHECK(failed.error_details().status == "RESOURCE_EXHAUSTED");
        CHECK(failed.error_details().code == "429");
        CHECK(failed.retry_after() == 34s);
        CHECK(failed.body().starts_with('['));
        CHECK(failed.attempts() == 1);
        CHECK(failed.method() == "POST");
        CHECK(failed.path() == "chat/completions");
        CHECK(failed.response().headers.contains("content-type"));
    }

    TEST_CASE("a quota that waiting does not refill has a kind of its own") {
        spoiled emulated;
        const auto failed = emulated.error_of<api_error>(fault::quota_exhausted());
        CHECK(failed.kind() == errc::quota_exhausted);
        CHECK_FALSE(failed.error_details().quota_ids.empty());
    }

    TEST_CASE("every status has its kind") {
        spoiled emulated;
        const std::pair<unsigned, errc> expected[] = {
            {400, errc::bad_request},       {401, errc::authentication},
            {403, errc::permission_denied}, {404, errc::not_found},
            {408, errc::request_timeout},   {409, errc::conflict},
            {413, errc::bad_request},       {422, errc::unprocessable_entity},
            {429, errc::rate_limited},      {500, errc::server_error},
            {502, errc::server_error},      {503, errc::unavailable},
        };
        for (const auto& [status, kind] : expected) {
            const auto failed = emulated.error_of<api_error>(
                fault::status(status, R"({"error":{"message":"no"}})"));
            CHECK(failed.status() == status);
            CHECK(failed.kind() == kind);
            CHECK(failed.error_details().message == "no");
        }
        CHECK(emulated.server.connections_accepted() == 1);
    }

    TEST_CASE("a wrong key is an authentication error, though Gemini calls it a bad request") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.api_key = "sk-wrong-key"; });
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
        CHECK(failed.status() == 400);
        CHECK(failed.kind() == errc::authentication);
        CHECK(failed.error_details().reason == "API_KEY_INVALID");
        CHECK(std::string(failed.what()).find("sk-wrong-key") == std::string::npos);
    }

    TEST_CASE("a body that cannot be read is kept without the key that it echoes") {
        emulated_client emulated;
        emulated.server.script(fault::status(200, "not JSON: a-key-of-sixteen-or-more").times(2));
        emulated.reconfigure(
            [](client_options& options) { options.api_key = "a-key-of-sixteen-or-more"; });
        const auto plain = emulated.failure_of<protocol_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(plain.kind() == errc::invalid_json);
        CHECK(plain.body() == "not JSON: [redacted]");
        const auto streamed = [](client& from) -> awaitable<void> {
            auto stream = co_await from.chat.completions.stream(question());
            co_await stream.next();
        };
        const auto failed = emulated.failure_of<protocol_error>(streamed(emulated.client));
        CHECK(failed.body() == "not JSON: [redacted]");
        CHECK(failed.path() == "chat/completions");
    }

    TEST_CASE("a key that lies across the end of what is kept of a body does not stay in part") {
        testing::emulator_options options;
        options.api_key = "a-key-of-sixteen-or-more";
        emulated_client emulated(options);
        // Errors keep 64 KiB of a body, and 4 KiB of a text in what().
        for (const std::size_t end : {std::size_t{64 * 1024}, std::size_t{4 * 1024}}) {
            emulated.server.script(
                fault::status(400, std::string(end - 12, 'x') + options.api_key));
            const auto failed =
                emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
            CHECK(failed.body().find("a-key") == std::string::npos);
            CHECK(failed.error_details().message.find("a-key") == std::string::npos);
        }
    }

    TEST_CASE("an event that cannot be read is kept without the key that it echoes") {
        testing::emulator_options options;
        options.api_key = "a-key-of-sixteen-or-more";
        emulated_client emulated(options);
        emulated.server.script(
            fault().insert(testing::point::event(1), "data: a-key-of-sixteen-or-more\n\n"));
        const auto streamed = [](client& from) -> awaitable<void> {
            auto stream = co_await from.chat.completions.stream(question());
            while (co_await stream.next()) {
            }
        };
        const auto failed = emulated.failure_of<protocol_error>(streamed(emulated.client));
        CHECK(failed.kind() == errc::invalid_json);
        CHECK(failed.body() == "[redacted]");
    }

    TEST_CASE("an HTML error page is an api_error with its words") {
        spoiled emulated;
        const auto failed = emulated.error_of<api_error>(
            fault::status(502, "<html><head><title>502 Bad Gateway</title></head></html>")
                .header("content-type", "text/html"));
        CHECK(failed.kind() == errc::server_error);
        CHECK(std::string(failed.what()).find("502 Bad Gateway") != std::string::npos);
    }

    TEST_CASE("what() tells what failed, where, and in whose words") {
        spoiled emulated;
        emulated.server.script(fault::status(500, R"({"error":{"message":"out of order"}})")
                                   .header("x-request-id", "req_7"));
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(question()));
        const std::string text = failed.what();
        for (const char* part : {"POST", "chat/completions", "500", "out of order", "req_7"}) {
            CHECK(text.find(part) != std::string::npos);
        }
        CHECK(text.find("emulator-key") == std::string::npos);
    }

    TEST_CASE("an error under status 200 is an error") {
        spoiled emulated;
        const auto failed = emulated.error_of<api_error>(
            fault::status(200, R"(  {"error":{"message":"upstream down","code":502}})"));
        CHECK(failed.status() == 200);
        CHECK(failed.error_details().message == "upstream down");
        CHECK(failed.kind() == errc::server_error);
    }

    TEST_CASE("a redirect is not followed") {
        spoiled emulated;
        const auto failed = emulated.error_of<protocol_error>(
            fault::status(307, "").header("location", "https://elsewhere.example/"));
        CHECK(failed.kind() == errc::unexpected_content);
        CHECK(failed.status() == 307);
        CHECK(std::string(failed.what()).find("redirect") != std::string::npos);
    }

    TEST_CASE("bytes that are not HTTP are a protocol_error") {
        spoiled emulated;
        const auto failed = emulated.error_of<protocol_error>(fault::garbage());
        CHECK(failed.kind() == errc::malformed_response);
        CHECK(failed.status() == 0);
    }

    TEST_CASE("headers beyond the limit are refused") {
        spoiled emulated;
        const auto failed = emulated.error_of<protocol_error>(fault::huge_header(100'000));
        CHECK(failed.kind() == errc::response_too_large);
    }

    TEST_CASE("a body beyond the limit is refused, announced or not") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            options.limits.max_body_size = 1000;
            options.retry.max_retries = 0;
        });
        const std::string large(2000, ' ');
        emulated.server.script(fault::status(200, large));
        emulated.server.script(
            fault::status(200, large).framed(testing::body_framing_kind::chunked));
        for (int i = 0; i < 2; ++i) {
            const auto failed = emulated.failure_of<protocol_error>(
                emulated.client.chat.completions.create(question()));
            CHECK(failed.kind() == errc::response_too_large);
        }
    }

    TEST_CASE("a body that is no JSON keeps status, headers and text") {
        spoiled emulated;
        const auto failed = emulated.error_of<protocol_error>(fault::invalid_json());
        CHECK(failed.kind() == errc::invalid_json);
        CHECK(failed.status() == 200);
        CHECK(failed.response().headers.contains("content-type"));
        CHECK_FALSE(failed.body().empty());
    }

    TEST_CASE("a page under status 200 is unexpected content") {
        spoiled emulated;
        const auto failed = emulated.error_of<protocol_error>(
            fault::status(200, "<html>sign in</html>").header("content-type", "text/html"));
        CHECK(failed.kind() == errc::unexpected_content);
        CHECK(failed.body() == "<html>sign in</html>");
    }

    TEST_CASE("JSON under another content type is read all the same") {
        emulated_client emulated;
        emulated.server.script(fault::content_type("text/plain"));
        CHECK_FALSE(
            emulated.run(emulated.client.chat.completions.create(question())).text().empty());
    }

    TEST_CASE("a body that breaks off keeps what came") {
        spoiled emulated;
        const auto closed = emulated.error_of<protocol_error>(fault::truncated_body(40));
        CHECK(closed.kind() == errc::truncated);
        CHECK(closed.status() == 200);
        CHECK(closed.body().size() == 40);
    }

    TEST_CASE("a connection that breaks at any byte of the response is a typed error") {
        spoiled emulated;
        for (std::int64_t bytes = 0; bytes < 400; bytes += 13) {
            for (const auto& scripted :
                 {fault::reset_after(bytes), fault::close_after(bytes), fault::cut_after(bytes)}) {
                const auto failed = emulated.error_of<error>(scripted);
                const bool expected =
                    failed.kind() == errc::connection_lost || failed.kind() == errc::truncated;
                REQUIRE(expected);
            }
        }
        CHECK(emulated.client.statistics().in_use == 0);
    }

    TEST_CASE("a body whose end is the connection's is whole only if TLS was ended in order") {
        spoiled emulated;
        using testing::ending;
        using testing::point;
        emulated.server.script(fault::close_delimited().end(point::response_end(), ending::close));
        emulated.run(emulated.client.chat.completions.create(question()));
        const auto cut = emulated.error_of<error>(
            fault::close_delimited().end(point::response_end(), ending::cut));
        const bool expected = cut.kind() == errc::truncated || cut.kind() == errc::connection_lost;
        CHECK(expected);
    }

    TEST_CASE("a damaged TLS record ends the call") {
        spoiled emulated;
        const auto failed = emulated.error_of<connection_error>(fault::corrupt_record_after(60));
        CHECK(failed.kind() == errc::connection_lost);
        CHECK(failed.cause());
    }

    TEST_CASE("a server that refuses connections is named with its address") {
        spoiled emulated;
        emulated.server.admit(testing::admission::refuse);
        const auto failed = emulated.failure_of<connection_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::connect_failed);
        CHECK(failed.cause() == boost::asio::error::connection_refused);
        CHECK(std::string(failed.what()).find(std::to_string(emulated.server.port())) !=
              std::string::npos);
    }

    TEST_CASE("a host that does not exist is named") {
        boost::asio::io_context io(1);
        client_options options{secret("k")};
        options.base_url = "https://no-such-host.invalid/v1/";
        options.proxy = "";
        client unreachable(io.get_executor(), test::without_retries(options));
        const auto failed =
            test::failure_of<connection_error>(io, unreachable.chat.completions.create(question()));
        CHECK(failed.kind() == errc::resolve_failed);
        CHECK(std::string(failed.what()).find("no-such-host.invalid") != std::string::npos);
    }

    TEST_CASE("each clock that runs out has its kind and its limit") {
        emulated_client emulated;
        request_options options;
        options.retry.max_retries = 0;
        SUBCASE("connect: the handshake hangs") {
            emulated.server.stall_handshakes(true);
            options.timeouts.connect = 80ms;
            const auto failed = emulated.failure_of<timeout_error>(
                emulated.client.chat.completions.create(question(), options));
            CHECK(failed.kind() == errc::connect_timeout);
            CHECK(failed.limit() == 80ms);
        }
        SUBCASE("first byte: the server thinks") {
            emulated.server.script(fault::stall_after(0));
            options.timeouts.first_byte = 80ms;
            const auto failed = emulated.failure_of<timeout_error>(
                emulated.client.chat.completions.create(question(), options));
            CHECK(failed.kind() == errc::first_byte_timeout);
            CHECK(failed.limit() == 80ms);
        }
        SUBCASE("attempt: within the head") {
            emulated.server.script(fault::stall_after(20));
            options.timeouts.attempt = 80ms;
            const auto failed = emulated.failure_of<timeout_error>(
                emulated.client.chat.completions.create(question(), options));
            CHECK(failed.kind() == errc::attempt_timeout);
            CHECK(failed.limit() == 80ms);
        }
        SUBCASE("attempt: within the body") {
            emulated.server.script(
                fault().end(testing::point::body_byte(30), testing::ending::stall));
            options.timeouts.attempt = 80ms;
            const auto failed = emulated.failure_of<timeout_error>(
                emulated.client.chat.completions.create(question(), options));
            CHECK(failed.kind() == errc::attempt_timeout);
            CHECK(failed.response().status == 200);
            CHECK(failed.bytes_received() == 30);
        }
        SUBCASE("overall: across attempts") {
            emulated.server.script(fault::stall_after(0).times(9));
            options.retry.max_retries = 100;
            options.timeouts.attempt = 60ms;
            options.timeouts.overall = 200ms;
            const auto failed = emulated.failure_of<timeout_error>(
                emulated.client.chat.completions.create(question(), options));
            const bool expected =
                failed.kind() == errc::deadline_exceeded || failed.kind() == errc::attempt_timeout;
            CHECK(expected);
            CHECK(failed.attempts() >= 2);
            CHECK(failed.attempts() <= 4);
            // A connection that was still being made may stay, for the next call.
            CHECK(emulated.client.statistics().in_use == 0);
            return;
        }
        CHECK(emulated.client.statistics().open == 0);
    }

    TEST_CASE("errors can be taken as values") {
        emulated_client emulated;
        emulated.server.script(fault::status(404));
        const auto failed =
            emulated.run(as_result(emulated.client.chat.completions.create(question())));
        REQUIRE(failed.has_error());
        CHECK(failed.error().kind() == errc::not_found);
        CHECK_THROWS_AS(failed.value(), api_error);
        const auto worked =
            emulated.run(as_result(emulated.client.chat.completions.create(question())));
        REQUIRE(worked.has_value());
        CHECK_FALSE(worked->text().empty());
    }
}
