#include "http/failure.hpp"

#include "http/errc_name.hpp"
#include "http/utf8_prefix.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <type_traits>
#include <utility>

namespace {

using coai::errc;
using coai::detail::failure;
using coai::detail::failure_of;
using coai::detail::throw_failure;
using std::chrono::milliseconds;

constexpr int last_errc = static_cast<int>(errc::tool_timeout);

template <typename Exception>
bool is_thrown_as(errc kind) {
    try {
        throw_failure(failure(kind));
    } catch (const Exception&) {
        return true;
    } catch (const coai::error&) {
        return false;
    }
}

std::string what_of(failure f) {
    try {
        throw_failure(std::move(f));
    } catch (const std::exception& e) {
        return e.what();
    }
}

failure gemini_429() {
    failure f(errc::rate_limited);
    f.method = "POST";
    f.path = "chat/completions";
    f.attempts = 3;
    f.response.status = 429;
    f.response.request_id = "abc";
    f.object.message = "Quota exceeded.\n* limit: 10\nPlease retry in 34.4s.";
    f.object.status = "RESOURCE_EXHAUSTED";
    f.object.code = "429";
    f.retry_after = milliseconds(34'400);
    return f;
}

TEST_SUITE("failure") {
    TEST_CASE("every enumerator has a name and a sentence of its own in the category coai") {
        std::set<std::string> names;
        std::set<std::string> sentences;
        for (int value = 1; value <= last_errc; ++value) {
            const auto kind = static_cast<errc>(value);
            const auto code = coai::make_error_code(kind);
            CHECK(code.category() == coai::error_category());
            CHECK(code.failed());
            names.insert(coai::http::errc_name(kind));
            sentences.insert(code.message());
            char buffer[1];
            CHECK(code.message() == code.category().message(value, buffer, sizeof buffer));
        }
        CHECK(names.size() == last_errc);
        CHECK(sentences.size() == last_errc);
        CHECK(names.count("unknown") == 0);
        CHECK(std::string(coai::error_category().name()) == "coai");
        CHECK(coai::error_category().message(last_errc + 1) == "unknown coai error");
    }

    TEST_CASE("the class of the exception follows the kind") {
        for (int value = 1; value <= last_errc; ++value) {
            const auto kind = static_cast<errc>(value);
            CAPTURE(std::string(coai::http::errc_name(kind)));
            const int classes =
                is_thrown_as<coai::usage_error>(kind) + is_thrown_as<coai::file_error>(kind) +
                is_thrown_as<coai::api_error>(kind) + is_thrown_as<coai::connection_error>(kind) +
                is_thrown_as<coai::timeout_error>(kind) + is_thrown_as<coai::protocol_error>(kind) +
                is_thrown_as<coai::output_error>(kind);
            CHECK(classes == 1);
        }
        CHECK(is_thrown_as<coai::usage_error>(errc::invalid_option));
        CHECK(is_thrown_as<coai::usage_error>(errc::client_closed));
        CHECK(is_thrown_as<coai::file_error>(errc::file_failed));
        CHECK(is_thrown_as<coai::api_error>(errc::bad_request));
        CHECK(is_thrown_as<coai::api_error>(errc::error_in_response));
        CHECK(is_thrown_as<coai::connection_error>(errc::resolve_failed));
        CHECK(is_thrown_as<coai::connection_error>(errc::pool_exhausted));
        CHECK(is_thrown_as<coai::timeout_error>(errc::queue_timeout));
        CHECK(is_thrown_as<coai::timeout_error>(errc::deadline_exceeded));
        CHECK(is_thrown_as<coai::protocol_error>(errc::malformed_response));
        CHECK(is_thrown_as<coai::protocol_error>(errc::truncated));
        CHECK(is_thrown_as<coai::output_error>(errc::refused));
        CHECK(is_thrown_as<coai::output_error>(errc::invalid_arguments));
        CHECK(is_thrown_as<coai::output_error>(errc::unknown_tool));
        CHECK(is_thrown_as<coai::timeout_error>(errc::tool_timeout));
        CHECK_FALSE(is_thrown_as<coai::stream_truncated_error>(errc::truncated));
    }

    TEST_CASE("a stream that ends early is a stream_truncated_error") {
        failure f(errc::truncated);
        f.streaming = true;
        f.events = 7;
        f.bytes = 1234;
        try {
            throw_failure(f);
        } catch (const coai::stream_truncated_error& e) {
            CHECK(e.events_received() == 7);
            CHECK(e.bytes_received() == 1234);
            CHECK(std::string(e.what()) ==
                  "truncated: the response ended before it was complete (after 1234 bytes and 7 "
                  "events)");
        }
    }

    TEST_CASE("an api_error carries all that the failure knows") {
        auto f = gemini_429();
        f.response.headers.add("server", "scaffolding on HTTPServer2");
        f.keep_body("[{}]");
        CHECK_THROWS_AS(throw_failure(f), coai::api_error);
        try {
            throw_failure(f);
        } catch (const coai::api_error& e) {
            CHECK(e.kind() == errc::rate_limited);
            CHECK(e.code() == errc::rate_limited);
            CHECK(e.method() == "POST");
            CHECK(e.path() == "chat/completions");
            CHECK(e.attempts() == 3);
            CHECK(e.status() == 429);
            CHECK(e.response().request_id == "abc");
            CHECK(e.response().headers.contains("Server"));
            CHECK(e.error_details().status == "RESOURCE_EXHAUSTED");
            CHECK(e.retry_after() == milliseconds(34'400));
            CHECK(e.body() == "[{}]");
            CHECK_FALSE(e.cause());
        }
    }

    TEST_CASE("a timeout_error carries the limit and what had come") {
        failure f(errc::stream_idle_timeout);
        f.limit = milliseconds(300'000);
        f.bytes = 10;
        f.events = 2;
        f.response.status = 200;
        try {
            throw_failure(f);
        } catch (const coai::timeout_error& e) {
            CHECK(e.limit() == milliseconds(300'000));
            CHECK(e.bytes_received() == 10);
            CHECK(e.events_received() == 2);
            CHECK(e.response().status == 200);
            CHECK(std::string(e.what()) == "200 stream_idle_timeout: the stream was silent for too "
                                           "long (limit 300 s, after 10 bytes and 2 events)");
        }
    }

    TEST_CASE("a protocol_error carries the response and the body as far as they came") {
        failure f(errc::invalid_json, "the body is no completion");
        f.response.status = 200;
        f.keep_body("{\"choices\":");
        try {
            throw_failure(f);
        } catch (const coai::protocol_error& e) {
            CHECK(e.status() == 200);
            CHECK(e.response().status == 200);
            CHECK(e.body() == "{\"choices\":");
            CHECK(std::string(e.what()) == "200 invalid_json: the body is no completion");
        }
    }

    TEST_CASE("a usage_error names its option") {
        try {
            coai::detail::throw_usage_error(errc::invalid_option, "base_url", "base_url is empty");
        } catch (const coai::usage_error& e) {
            CHECK(e.option() == "base_url");
            CHECK(e.attempts() == 0);
            CHECK(std::string(e.what()) == "invalid_option: base_url is empty (option base_url)");
        }
    }

    TEST_CASE("a failure that was caught can be completed and thrown anew") {
        try {
            try {
                failure f(errc::connection_lost);
                f.cause =
                    boost::system::errc::make_error_code(boost::system::errc::connection_reset);
                throw_failure(f);
            } catch (const coai::error& e) {
                auto f = failure_of(e);
                f.method = "GET";
                f.path = "models";
                f.attempts = 2;
                throw_failure(std::move(f));
            }
        } catch (const coai::connection_error& e) {
            CHECK(e.cause() == boost::system::errc::connection_reset);
            CHECK(std::string(e.what()) ==
                  "GET models: connection_lost: the connection broke while a request was on it "
                  "(attempt 2, cause " +
                      e.cause().message() + ")");
        }
    }

    TEST_CASE("copies and moves of an exception share its content and do not throw") {
        const coai::api_error original(std::make_shared<const failure>(gemini_429()));
        static_assert(std::is_nothrow_copy_constructible_v<coai::api_error>);
        static_assert(std::is_nothrow_copy_assignable_v<coai::api_error>);
        auto source = original;
        const auto moved = std::move(source);
        CHECK(&moved.response() == &original.response());
        CHECK(&source.response() == &original.response()); // NOLINT(bugprone-use-after-move)
    }

    TEST_CASE("an exception_ptr rethrows the same class") {
        const auto pointer = coai::detail::make_failure_ptr(failure(errc::queue_timeout));
        CHECK_THROWS_AS(std::rethrow_exception(pointer), coai::timeout_error);
        CHECK_THROWS_AS(std::rethrow_exception(pointer), boost::system::system_error);
    }
}

TEST_SUITE("what()") {
    TEST_CASE("what() tells call, status, kind, the server's words on one line, and the facts") {
        CHECK(
            what_of(gemini_429()) ==
            "POST chat/completions: 429 rate_limited: Quota exceeded. * limit: 10 Please retry in "
            "34.4s. (status RESOURCE_EXHAUSTED, request id abc, attempt 3, retry after 34.4 s)");
    }

    TEST_CASE("what() tells OpenAI's type, code and param") {
        failure f(errc::bad_request);
        f.response.status = 400;
        f.object.message = "Unsupported parameter";
        f.object.type = "invalid_request_error";
        f.object.code = "unsupported_parameter";
        f.object.param = "stop";
        CHECK(what_of(f) == "400 bad_request: Unsupported parameter (type invalid_request_error, "
                            "code unsupported_parameter, param stop)");
    }

    TEST_CASE("our own words stand before the server's") {
        failure f(errc::proxy_failed, "the proxy refused the tunnel");
        f.object.message = "Access denied";
        CHECK(what_of(f) == "proxy_failed: the proxy refused the tunnel: Access denied");
    }

    TEST_CASE("a quota is named") {
        failure f(errc::quota_exhausted);
        f.object.quota_ids = {"GenerateRequestsPerDayPerProjectPerModel-FreeTier", "other"};
        CHECK(what_of(f) ==
              "quota_exhausted: the quota is exhausted and does not refill soon (quota "
              "GenerateRequestsPerDayPerProjectPerModel-FreeTier)");
    }

    TEST_CASE("the query of a path is never shown") {
        failure f(errc::not_found);
        f.method = "GET";
        f.path = "models?key=AIza-secret";
        CHECK(what_of(f).find("secret") == std::string::npos);
        CHECK(what_of(f).starts_with("GET models: not_found"));
    }

    TEST_CASE("header values and the body are never shown") {
        failure f(errc::server_error);
        f.response.headers.add("set-cookie", "NID=secret");
        f.keep_body("secret");
        CHECK(what_of(f).find("secret") == std::string::npos);
    }

    TEST_CASE("the server's words are cut at 500 bytes, between characters") {
        failure f(errc::server_error);
        f.object.message = std::string(499, 'x') + "\u00e9" + std::string(500, 'y');
        CHECK(what_of(f) == "server_error: " + std::string(499, 'x') + "...");
        f.object.message = std::string(10'000'000, '\n');
        CHECK(what_of(f).size() < 100);
        f.object.message.clear();
        f.object.type = std::string(10'000, 't');
        f.response.request_id = std::string(10'000, 'r');
        CHECK(what_of(f).size() < 400);
    }

    TEST_CASE("control characters cannot forge a line of a log") {
        failure f(errc::server_error);
        f.object.message = "  bad\r\n2025-01-01 \x1b[31mforged\x7f ";
        f.response.request_id = "a\nb";
        CHECK(what_of(f) == "server_error: bad 2025-01-01 [31mforged (request id a b)");
    }

    TEST_CASE("durations are short and exact") {
        const std::pair<int, const char*> examples[] = {
            {0, "0 ms"},          {20, "20 ms"},      {999, "999 ms"},
            {1000, "1 s"},        {1001, "1.001 s"},  {34'400, "34.4 s"},
            {45'838, "45.838 s"}, {120'000, "120 s"}, {86'400'010, "86400.01 s"},
        };
        for (const auto& [ms, text] : examples) {
            failure f(errc::rate_limited);
            f.retry_after = milliseconds(ms);
            CHECK(what_of(f) == "rate_limited: the rate limit is used up for the moment (retry "
                                "after " +
                                    std::string(text) + ")");
        }
    }
}

TEST_SUITE("bounded text") {
    TEST_CASE("a body is kept up to 64 KiB and cut between characters") {
        failure f(errc::server_error);
        f.keep_body(std::string(failure::max_body, 'a'));
        CHECK(f.body.size() == failure::max_body);
        f.keep_body(std::string(failure::max_body - 1, 'a') + "\u20ac");
        CHECK(f.body == std::string(failure::max_body - 1, 'a'));
    }

    TEST_CASE("a prefix never ends inside a character, whatever its length") {
        const std::string text = "a\u00e9\u20ac\U0001F600z"; // 1 + 2 + 3 + 4 + 1 bytes
        const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
        for (std::size_t limit = 0; limit < std::size(expected); ++limit) {
            CAPTURE(limit);
            CHECK(coai::http::utf8_prefix(text, limit) == text.substr(0, expected[limit]));
        }
    }

    TEST_CASE("bytes that are not UTF-8 are cut at the limit") {
        const std::string text(20, '\x80');
        CHECK(coai::http::utf8_prefix(text, 10).size() == 10);
    }
}

} // namespace
