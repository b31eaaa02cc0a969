#include "api/emulated_client.hpp"
#include "resident_memory.hpp"
#include "sanitized.hpp"
#include "testing/gzip_encoder.hpp"

#include <coai/coai.hpp>

#include <boost/describe/class.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using test::question;
using testing::body_framing_kind;
using testing::ending;
using testing::fault;
using testing::point;
using namespace std::chrono_literals;

namespace {

namespace bombs {

constexpr std::size_t kibibyte = 1024;
constexpr std::size_t mebibyte = 1024 * kibibyte;
constexpr std::size_t max_body_size = 4 * mebibyte;

// What the process grows by at the most, the emulator's share included. A sanitizer keeps freed
// memory, and shadows of it.
#if COAI_TEST_SANITIZED
constexpr std::uint64_t most_growth = std::numeric_limits<std::uint64_t>::max();
#else
constexpr std::uint64_t most_growth = 48 * mebibyte;
#endif

testing::emulator_options uncompressed() {
    testing::emulator_options options;
    options.compression = false; // so that what is scripted stays as it is
    options.max_recorded_requests = 0;
    return options;
}

/// A client with small limits, which has made a call already.
struct target : emulated_client {
    target() : emulated_client(uncompressed()) {
        reconfigure([](client_options& options) {
            options.limits.max_body_size = max_body_size;
            options.limits.max_event_size = mebibyte;
            options.compression = true;
        });
        run(client.chat.completions.create(question()));
    }
};

/// The error of a call that is to fail in little memory and without a second attempt, and of whose
/// connection nothing is to stay.
template <class Error, class T>
Error bounded_failure(target& at, awaitable<T> call) {
    const test::memory_growth growth;
    const Error failed = at.template failure_of<Error>(std::move(call));
    CHECK(growth.peak() < most_growth);
    CHECK(failed.attempts() == 1);
    const pool_statistics left = at.client.statistics();
    CHECK(left.open == 0);
    CHECK(left.in_use == 0);
    CHECK(left.waiting == 0);
    CHECK(left.dialing == 0);
    return failed;
}

template <class T>
void check_too_large(target& at, awaitable<T> call) {
    const auto failed = bounded_failure<protocol_error>(at, std::move(call));
    CHECK_MESSAGE(failed.kind() == errc::response_too_large, failed.what());
    CHECK(at.server.wait_until_connections_open(0, test::patience));
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

/// A response that begins so and goes on like that for ever.
fault endless(std::string begin, std::string rest) {
    return fault()
        .insert(point::byte(0), std::move(begin))
        .insert(point::byte(0), std::move(rest), fault::all);
}

/// A stream whose second event begins so and goes on like that for ever.
fault endless_event(std::string begin, std::string rest) {
    return fault()
        .insert(point::event(1), std::move(begin))
        .insert(point::event(1), std::move(rest), fault::all);
}

awaitable<void> read_chunks(client& from, request_options options) {
    auto stream = co_await from.chat.completions.stream(question(), options);
    chat::chunk chunk;
    while (co_await stream.next(chunk)) {
    }
}

awaitable<void> collect_chunks(client& from) {
    auto stream = co_await from.chat.completions.stream(question());
    co_await stream.collect();
}

struct city {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(city, (), (name))

awaitable<void> collect_parsed(client& from) {
    auto stream = co_await from.chat.completions.parse_stream<city>(question());
    co_await stream.collect();
}

awaitable<void> run_tools(client& from) {
    toolbox tools;
    tools.add<city>("f", "", [](city) { return "ok"; });
    tool_run_options options;
    options.on_chunk = [](const chat::chunk&) {};
    co_await from.chat.completions.run_tools(question(), tools, options);
}

/// A mebibyte of spaces as a gzip member, of which any number in a row are a body.
std::string packed_spaces() {
    testing::gzip_encoder encoder;
    std::string member = encoder.encode(std::string(mebibyte, ' '));
    return member += encoder.finish();
}

struct row {
    const char* name;
    std::string begin;
    std::string rest;
};

void check_all_too_large(std::span<const row> rows) {
    target at;
    for (const row& each : rows) {
        const std::string name(each.name);
        CAPTURE(name);
        at.server.script(endless(each.begin, each.rest));
        check_too_large(at, at.client.chat.completions.create(question()));
    }
}

} // namespace bombs

} // namespace

TEST_SUITE("responses that are too large") {
    TEST_CASE("a body of a gibibyte, however it is framed") {
        bombs::target at;
        for (const auto framing : {body_framing_kind::content_length, body_framing_kind::chunked,
                                   body_framing_kind::until_close}) {
            at.server.script(fault::status(200, "").framed(framing).insert(
                point::body_byte(0), std::string(bombs::mebibyte, ' '), 1024));
            bombs::check_too_large(at, at.client.chat.completions.create(question()));
        }
    }

    TEST_CASE("a body that is only announced takes no memory") {
        bombs::target at;
        at.reconfigure([](client_options& options) { options.retry.max_retries = 0; });
        at.server.script(fault::raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                    "Content-Length: 250000000\r\n\r\n{",
                                    ending::stall));
        request_options options;
        options.timeouts.attempt = 300ms;
        const auto failed = bombs::bounded_failure<timeout_error>(
            at, at.client.chat.completions.create(question(), options));
        CHECK(failed.kind() == errc::attempt_timeout);
    }

    TEST_CASE("an error's body of a gibibyte is an error still, of which the beginning is kept") {
        bombs::target at;
        at.server.script(fault::status(400, R"({"error":{"message":")")
                             .framed(body_framing_kind::chunked)
                             .insert(point::body_end(), std::string(bombs::mebibyte, 'x'), 1024));
        const auto failed =
            bombs::bounded_failure<api_error>(at, at.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::bad_request);
        CHECK(failed.body().size() <= 64 * bombs::kibibyte);
        CHECK(std::string_view(failed.what()).size() < 4 * bombs::kibibyte);
    }

    TEST_CASE("a head without end") {
        const std::string ok = "HTTP/1.1 200 OK\r\n";
        const std::string text(16 * bombs::kibibyte, 'x');
        const bombs::row rows[] = {
            {"the status line", "HTTP/1.1 200 ", text},
            {"fields", ok, bombs::repeated("x-field: value\r\n", 1000)},
            {"a field's name", ok, text},
            {"a field's value", ok + "x-field: ", text},
            {"a field's further lines", ok + "x-field: a\r\n", bombs::repeated(" b\r\n", 4000)},
            {"interim responses", "", bombs::repeated("HTTP/1.1 103 Early Hints\r\n\r\n", 600)},
            {"interim responses, each larger than a read", "",
             "HTTP/1.1 100 Continue\r\nx-field: " + text + "\r\n\r\n"},
        };
        bombs::check_all_too_large(rows);
    }

    TEST_CASE("the limit on a head is named") {
        bombs::target at;
        at.server.script(bombs::endless("HTTP/1.1 200 ", std::string(1000, 'x')));
        const auto failed =
            at.failure_of<protocol_error>(at.client.chat.completions.create(question()));
        CHECK(test::mentions(failed, "limits.max_header_size"));
    }

    TEST_CASE("chunked framing without end") {
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                 "Transfer-Encoding: chunked\r\n\r\n";
        const std::string text(16 * bombs::kibibyte, 'x');
        const bombs::row rows[] = {
            {"a chunk's extension", head + "1;", text},
            {"a chunk's size", head, std::string(16 * bombs::kibibyte, '0')},
            {"blanks behind a chunk's size", head + "1", std::string(16 * bombs::kibibyte, ' ')},
            {"trailers", head + "0\r\n", bombs::repeated("x-trailer: value\r\n", 1000)},
            {"a trailer", head + "0\r\nx-trailer: ", text},
        };
        bombs::check_all_too_large(rows);
    }

    TEST_CASE("a compressed body of any size") {
        bombs::target at;
        const std::string member = bombs::packed_spaces();
        const auto bomb = [&](unsigned status, const char* type) {
            return fault::status(status, "")
                .header("content-encoding", "gzip")
                .header("content-type", type)
                .framed(body_framing_kind::chunked)
                .insert(point::body_byte(0), member, fault::all);
        };
        at.server.script(bomb(200, "application/json"));
        bombs::check_too_large(at, at.client.chat.completions.create(question()));
        at.server.script(bomb(200, "text/event-stream"));
        bombs::check_too_large(at, bombs::read_chunks(at.client, request_options()));
        at.server.script(bomb(400, "application/json"));
        bombs::bounded_failure<api_error>(at, at.client.chat.completions.create(question()));
    }
}

TEST_SUITE("streams that are too large") {
    TEST_CASE("an event without end") {
        const std::string text(16 * bombs::kibibyte, 'x');
        const bombs::row rows[] = {
            {"a line of data", "data: ", text},
            {"lines of data", "", bombs::repeated("data: x\n", 2000)},
            {"empty lines of data", "", bombs::repeated("data\n", 2000)},
            {"a line that is no field", "", text},
            {"an event's name", "event: ", text},
            {"an id", "id: ", text},
        };
        bombs::target at;
        for (const auto& [what, begin, rest] : rows) {
            const std::string name(what); // a binding cannot be captured
            CAPTURE(name);
            at.server.script(bombs::endless_event(begin, rest));
            bombs::check_too_large(at, bombs::read_chunks(at.client, request_options()));
        }
    }

    TEST_CASE("a stream without end that says nothing ends with the call's clock") {
        const bombs::row rows[] = {
            {"comments", "", bombs::repeated(": still here\n\n", 1000)},
            {"one comment", ":", std::string(16 * bombs::kibibyte, 'x')},
            {"blank lines", "", std::string(16 * bombs::kibibyte, '\n')},
            {"events without data", "", bombs::repeated("event: ping\n\n", 1000)},
            {"fields of events", "", bombs::repeated("id: 7\nretry: 8\nevent: ping\n", 500)},
            {"JSON outside of any field", "", bombs::repeated("{\"a\":\n", 2000)},
        };
        bombs::target at;
        request_options options;
        options.timeouts.overall = 200ms;
        for (const auto& [what, begin, rest] : rows) {
            const std::string name(what); // a binding cannot be captured
            CAPTURE(name);
            at.server.script(bombs::endless_event(begin, rest));
            const auto failed =
                bombs::bounded_failure<timeout_error>(at, bombs::read_chunks(at.client, options));
            CHECK(failed.kind() == errc::deadline_exceeded);
        }
    }

    TEST_CASE("chunks without end that are to be joined") {
        const std::string chunk = R"(data: {"choices":[{"index":0,"delta":{"content":")" +
                                  std::string(bombs::kibibyte, 'x') + "\"}}]}\n\n";
        const std::string call =
            R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"c","type":"function",)"
            R"("function":{"name":"f","arguments":"{}"}}]}}]})"
            "\n\n";
        bombs::target at;
        for (const std::string& each : {chunk, call}) {
            for (const auto join :
                 {bombs::collect_chunks, bombs::collect_parsed, bombs::run_tools}) {
                at.server.script(bombs::endless_event("", bombs::repeated(each, 16)));
                bombs::check_too_large(at, join(at.client));
            }
        }
    }

    TEST_CASE("an answer of a number that nobody can count to") {
        bombs::target at;
        for (const char* index : {"128", "2147483647"}) {
            at.server.script(fault().insert(point::event(1),
                                            std::string(R"(data: {"choices":[{"index":)") + index +
                                                R"(,"delta":{"content":"x"}}]})"
                                                "\n\n"));
            bombs::check_too_large(at, bombs::collect_chunks(at.client));
        }
    }

    TEST_CASE("what comes for ever behind the end of a stream costs its connection") {
        bombs::target at;
        const test::memory_growth growth;
        at.server.script(
            fault().insert(point::body_end(), std::string(16 * bombs::kibibyte, '\n'), fault::all));
        at.run(bombs::read_chunks(at.client, request_options()));
        CHECK(growth.peak() < bombs::most_growth);
        CHECK(at.client.statistics().open == 0);
        CHECK(at.server.wait_until_connections_open(0, test::patience));
    }
}

TEST_SUITE("JSON made to be expensive") {
    TEST_CASE("nested a hundred thousand deep") {
        const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
        const std::string objects =
            bombs::repeated(R"({"a":)", 100'000) + "1" + std::string(100'000, '}');
        bombs::target at;
        for (const std::string& nested : {deep, objects}) {
            for (const std::string& body :
                 {nested, R"({"choices":)" + nested + "}", R"({"unknown":)" + nested + "}",
                  R"({"error":)" + nested + "}"}) {
                const test::memory_growth growth;
                at.server.script(fault::status(200, body));
                const auto plain =
                    at.failure_of<protocol_error>(at.client.chat.completions.create(question()));
                CHECK(plain.kind() == errc::invalid_json);
                at.server.script(fault().insert(point::event(1), "data: " + body + "\n\n"));
                const auto streamed =
                    at.failure_of<protocol_error>(bombs::read_chunks(at.client, request_options()));
                CHECK(streamed.kind() == errc::invalid_json);
                at.server.script(fault::status(400, body));
                const auto refused =
                    at.failure_of<api_error>(at.client.chat.completions.create(question()));
                CHECK(refused.kind() == errc::bad_request);
                CHECK(growth.peak() < bombs::most_growth);
                CHECK(at.client.statistics().in_use == 0);
            }
        }
    }

    TEST_CASE("numbers that nothing can hold") {
        bombs::target at;
        const std::string digits(400, '9');
        for (const std::string& number :
             {std::string("1e999999"), std::string("-1e999999"), std::string("1e-999999"), digits,
              "-" + digits, digits + ".5e-400", std::string(100'000, '7')}) {
            CAPTURE(number.substr(0, 20));
            const test::memory_growth growth;
            const std::string chunk = R"({"created":)" + number + R"(,"choices":[{"index":)" +
                                      number + R"(,"delta":{"content":"x"},)" +
                                      R"("finish_reason":"stop"}],"usage":{"total_tokens":)" +
                                      number + R"(},"unknown":)" + number + "}";
            at.server.script(
                fault::status(200, R"({"created":)" + number + R"(,"choices":[{"index":)" + number +
                                       R"(,"message":{"content":"x"}}],"usage":{"total_tokens":)" +
                                       number + R"(},"unknown":)" + number + "}"));
            try {
                const auto answer = at.run(at.client.chat.completions.create(question()));
                CHECK(answer.text() == "x");
            } catch (const protocol_error& refused) {
                CHECK(refused.kind() == errc::invalid_json);
            }
            at.server.script(fault().insert(point::event(1), "data: " + chunk + "\n\n"));
            try {
                at.run(bombs::collect_chunks(at.client));
            } catch (const protocol_error& refused) {
                CHECK(refused.kind() == errc::invalid_json);
            }
            CHECK(growth.peak() < bombs::most_growth);
            CHECK(at.client.statistics().in_use == 0);
        }
    }

    TEST_CASE("a vector of a place that is not there") {
        bombs::target at;
        for (const char* index : {"2147483647", "9999999999", "-1"}) {
            const test::memory_growth growth;
            at.server.script(fault::status(200, std::string(R"({"data":[{"index":)") + index +
                                                    R"(,"embedding":[1]}]})"));
            const embeddings::request asked("gemini-embedding-001", {"one text"});
            try {
                const auto answer = at.run(at.client.embeddings.create(asked));
                CHECK(answer.size() == 1);
            } catch (const protocol_error&) {
                CHECK(at.client.statistics().in_use == 0);
            }
            CHECK(growth.peak() < bombs::most_growth);
        }
    }
}
