#include "api/uploads.hpp"
#include "temporary_directory.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace coai;
using test::emulated_client;
using test::unit;
using testing::fault;
using namespace std::chrono_literals;

namespace {

struct openai_client : emulated_client {
    openai_client() : emulated_client(test::small_chunks()) { test::use_openai(*this); }

    std::string content(const files::file& of) { return run(client.files.content(of.id)).body; }
};

/// The boundary that a request's Content-Type names.
std::string boundary_of(const testing::recorded_request& request) {
    const std::string type(request.headers.find("content-type").value_or(""));
    const std::string prefix = "multipart/form-data; boundary=";
    return type.starts_with(prefix) ? type.substr(prefix.size()) : std::string();
}

} // namespace

TEST_SUITE("form upload") {
    TEST_CASE("a file is a part of a form, and comes back as it was") {
        openai_client emulated;
        const test::temporary_directory directory;
        const std::string path = directory.write("requests.jsonl", "{}\n{}\n");
        const auto file = emulated.run(
            emulated.client.files.upload(files::from_path(path), files::upload_options("batch")));
        CHECK(file.id.starts_with("file-"));
        CHECK(file.short_id() == file.id);
        CHECK(file.filename == "requests.jsonl");
        CHECK(file.bytes == 6);
        CHECK(file.purpose == "batch");
        CHECK(file.state == files::file_state::active);
        CHECK(file.created_at == 1'767'323'045);
        CHECK(file.expires_at == 0);
        CHECK(file.extra.empty());

        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 1);
        CHECK(sent[0].target == "/v1/files");
        CHECK(sent[0].headers.find("authorization") == "Bearer emulator-key");
        const std::string boundary = boundary_of(sent[0]);
        CHECK(boundary.size() > 32);
        CHECK(sent[0].body == "--" + boundary +
                                  "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n"
                                  "batch\r\n--" +
                                  boundary +
                                  "\r\nContent-Disposition: form-data; name=\"file\"; "
                                  "filename=\"requests.jsonl\"\r\n"
                                  "Content-Type: application/jsonl\r\n\r\n{}\n{}\n\r\n--" +
                                  boundary + "--\r\n");
        CHECK(sent[0].headers.find("content-length") == std::to_string(sent[0].body.size()));
        CHECK(emulated.content(file) == "{}\n{}\n");
    }

    TEST_CASE("files of all sizes and sources arrive") {
        const test::temporary_directory directory;
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, unit - 1, unit, unit + 1, 3 * unit}) {
            CAPTURE(size);
            openai_client emulated;
            const std::string bytes = test::varied_bytes(size);
            const auto check = [&](files::source from) {
                const auto file = emulated.run(emulated.client.files.upload(std::move(from)));
                CHECK(file.bytes == size);
                CHECK(emulated.content(file) == bytes);
            };
            check(files::from_bytes(bytes, "a"));
            check(files::from_path(directory.write("a", bytes)));
            check(files::from_generator(test::pieces_of(bytes, 10'000), "a"));
            check(files::from_generator(test::pieces_of(bytes, 2 * unit), "a", size));
        }
    }

    TEST_CASE("a generator of unknown size is sent in HTTP chunks") {
        openai_client emulated;
        emulated.run(
            emulated.client.files.upload(files::from_generator(test::pieces_of("abcdef", 4), "a")));
        const auto sent = emulated.server.requests();
        CHECK(sent[0].headers.find("transfer-encoding") == "chunked");
        CHECK_FALSE(sent[0].headers.contains("content-length"));
    }

    TEST_CASE("names cannot break out of the form") {
        openai_client emulated;
        files::upload_options how;
        how.display_name = "C:\\dir\\a\"; name=\"purpose\r\n\r\nevil.txt";
        const auto file =
            emulated.run(emulated.client.files.upload(files::from_bytes("x", "b"), how));
        CHECK(file.filename == "a%22; name=%22purpose%0D%0A%0D%0Aevil.txt");
        CHECK(file.purpose == "user_data");

        how.mime_type = "text/plain\r\nX: y";
        const auto failed = emulated.failure_of<usage_error>(
            emulated.client.files.upload(files::from_bytes("x", "b"), how));
        CHECK(failed.option() == "mime_type");
    }

    TEST_CASE("expiry and further fields are sent as OpenAI wants them") {
        openai_client emulated;
        files::upload_options how("vision");
        how.expires_after = std::chrono::hours(1);
        request_options options;
        options.extra_body["tag"] = "blue";
        options.extra_body["count"] = 3;
        emulated.run(emulated.client.files.upload(files::from_bytes("x", "a.png"), how, options));
        const std::string body = emulated.server.requests().front().body;
        for (const char* part :
             {"name=\"purpose\"\r\n\r\nvision\r\n",
              "name=\"expires_after[anchor]\"\r\n\r\ncreated_at\r\n",
              "name=\"expires_after[seconds]\"\r\n\r\n3600\r\n", "name=\"tag\"\r\n\r\nblue\r\n",
              "name=\"count\"\r\n\r\n3\r\n", "Content-Type: image/png\r\n"}) {
            CAPTURE(part);
            CHECK(body.find(part) != std::string::npos);
        }
        how = files::upload_options("");
        const auto failed = emulated.failure_of<api_error>(
            emulated.client.files.upload(files::from_bytes("x", "a"), how));
        CHECK(failed.error_details().param == "purpose");
        CHECK(emulated.server.requests().back().body.find("purpose") == std::string::npos);
    }

    TEST_CASE("progress follows what is sent, and ends with all") {
        openai_client emulated;
        std::vector<std::uint64_t> seen;
        std::optional<std::uint64_t> total;
        files::upload_options how;
        how.progress = [&](std::uint64_t sent, std::optional<std::uint64_t> of) {
            seen.push_back(sent);
            total = of;
        };
        emulated.run(emulated.client.files.upload(
            files::from_bytes(std::string(2 * unit + 1, 'x'), "a"), how));
        CHECK(seen == std::vector<std::uint64_t>{unit, 2 * unit, 2 * unit + 1});
        CHECK(total == 2 * unit + 1);
        seen.clear();
        emulated.run(emulated.client.files.upload(files::from_bytes("", "a"), how));
        CHECK(seen == std::vector<std::uint64_t>{0});
    }

    TEST_CASE("a failed attempt is repeated from the beginning, where there is one") {
        const std::string bytes = test::varied_bytes(2 * unit);
        const test::temporary_directory directory;
        const std::string path = directory.write("a", bytes);
        for (const fault& failure :
             {fault::overloaded(), fault::reset_in_request(unit), fault::reset_before_response()}) {
            for (const bool from_path : {true, false}) {
                openai_client emulated;
                emulated.server.script(failure);
                std::vector<std::uint64_t> seen;
                files::upload_options how;
                how.progress = [&](std::uint64_t sent, std::optional<std::uint64_t>) {
                    seen.push_back(sent);
                };
                const auto file = emulated.run(emulated.client.files.upload(
                    from_path ? files::from_path(path) : files::from_bytes(bytes, "a"), how));
                CHECK(emulated.content(file) == bytes);
                CHECK(file.response.attempts == 2);
                REQUIRE(seen.size() >= 3);
                CHECK(seen.back() == 2 * unit);
                CHECK(seen[seen.size() - 2] == unit);
            }
        }
    }

    TEST_CASE("a generator's bytes cannot be repeated, and the error says so") {
        openai_client emulated;
        emulated.server.script(fault::overloaded());
        const auto failed = emulated.failure_of<api_error>(
            emulated.client.files.upload(files::from_generator(test::pieces_of("abcdef", 2), "a")));
        CHECK(failed.kind() == errc::unavailable);
        CHECK(failed.attempts() == 1);
        CHECK(std::string(failed.what()).find("cannot be had again") != std::string::npos);
        CHECK(emulated.server.requests_received() == 1);

        // What would not be repeated anyway is told as ever.
        emulated.server.script(fault::status(400));
        const auto refused = emulated.failure_of<api_error>(
            emulated.client.files.upload(files::from_generator(test::pieces_of("abcdef", 2), "a")));
        CHECK(std::string(refused.what()).find("cannot be had again") == std::string::npos);
    }

    TEST_CASE("a generator that has not begun can wait for a server that comes back") {
        openai_client emulated;
        emulated.server.admit(testing::admission::reset);
        unsigned retries = 0;
        request_options options;
        options.retry.on_retry = [&](const retry_event&) {
            ++retries;
            emulated.server.admit(testing::admission::serve);
        };
        const auto file = emulated.run(
            emulated.client.files.upload(files::from_generator(test::pieces_of("abcdef", 2), "a"),
                                         files::upload_options(), options));
        CHECK(retries == 1);
        CHECK(emulated.content(file) == "abcdef");
    }

    TEST_CASE("a stale connection does not cost a generator") {
        openai_client emulated;
        emulated.run(emulated.client.files.upload(files::from_bytes("x", "a")));
        emulated.server.drop_connections();
        REQUIRE(emulated.server.wait_until_connections_open(0, test::patience));
        const auto file = emulated.run(
            emulated.client.files.upload(files::from_generator(test::pieces_of("abcdef", 2), "a")));
        CHECK(emulated.content(file) == "abcdef");
    }

    TEST_CASE("a server that refuses at the head is not sent all") {
        testing::emulator_options small = test::small_chunks();
        small.max_file_size = unit;
        emulated_client emulated(small);
        test::use_openai(emulated);
        std::uint64_t sent = 0;
        files::upload_options how;
        how.progress = [&](std::uint64_t so_far, std::optional<std::uint64_t>) { sent = so_far; };
        const auto failed = emulated.failure_of<api_error>(emulated.client.files.upload(
            files::from_bytes(std::string(256 * unit, 'x'), "a"), how));
        CHECK(failed.kind() == errc::bad_request);
        CHECK(std::string(failed.what()).find("exceeds the limit") != std::string::npos);
        CHECK(sent < 256 * unit);
        CHECK(emulated.client.statistics().open == 0);
    }

    TEST_CASE("a connection that takes nothing more is given up") {
        openai_client emulated;
        emulated.server.script(fault::stop_reading());
        request_options options;
        options.timeouts.stream_idle = 200ms;
        options.retry.max_retries = 0;
        const auto failed = emulated.failure_of<timeout_error>(emulated.client.files.upload(
            files::from_bytes(std::string(64 * unit, 'x'), "a"), files::upload_options(), options));
        CHECK(failed.kind() == errc::stream_idle_timeout);
        CHECK(failed.limit() == 200ms);
        emulated.server.drop_connections();
    }

    TEST_CASE("the attempt's clock does not run while the file is sent") {
        openai_client emulated;
        const auto slowly = []() -> async_generator<std::string> {
            boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
            for (int i = 0; i < 4; ++i) {
                timer.expires_after(100ms);
                co_await timer.async_wait(boost::asio::use_awaitable);
                co_yield std::string("x");
            }
        };
        request_options options;
        options.timeouts.attempt = 200ms;
        options.timeouts.stream_idle = 50ms;
        const auto file = emulated.run(emulated.client.files.upload(
            files::from_generator(slowly(), "a"), files::upload_options(), options));
        CHECK(file.bytes == 4);
    }
}
