#include "api/uploads.hpp"
#include "temporary_directory.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <filesystem>
#include <fstream>
#include <string>

using namespace coai;
using test::emulated_client;
using test::temporary_directory;
using test::unit;
using testing::ending;
using testing::fault;
using testing::point;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A server with a file that can be downloaded.
struct served_file {
    explicit served_file(std::size_t size = 3 * unit + 5) : bytes(test::varied_bytes(size)) {
        test::use_openai(emulated);
        const auto file = emulated.run(emulated.client.files.upload(
            files::from_bytes(bytes, "a"), files::upload_options("batch")));
        id = file.id;
    }

    files::resource& files() { return emulated.client.files; }

    emulated_client emulated;
    std::string bytes;
    std::string id;
};

asio::awaitable<std::string> join(async_generator<std::string> pieces) {
    std::string all;
    while (const auto piece = co_await pieces.next()) {
        CHECK_FALSE(piece->empty());
        all += *piece;
    }
    co_return all;
}

} // namespace

TEST_SUITE("download") {
    TEST_CASE("the content comes as a whole, in pieces, into a function, or to a path") {
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, 3 * unit + 5}) {
            CAPTURE(size);
            served_file from(size);
            const auto whole = from.emulated.run(from.files().content(from.id));
            CHECK(whole.body == from.bytes);
            CHECK(whole.response.status == 200);

            CHECK(from.emulated.run(join(from.files().stream(from.id))) == from.bytes);

            std::string taken;
            const auto take = [&](std::string_view piece) { taken += piece; };
            const auto result = from.emulated.run(from.files().download(from.id, take));
            CHECK(taken == from.bytes);
            CHECK(result.bytes == size);
            CHECK(result.mime_type == "application/octet-stream");
            CHECK(result.response.status == 200);

            std::string slowly;
            const auto take_slowly = [&](std::string_view piece) -> asio::awaitable<void> {
                asio::steady_timer timer(co_await asio::this_coro::executor, 0ms);
                co_await timer.async_wait(asio::use_awaitable);
                slowly += piece;
            };
            from.emulated.run(from.files().download(from.id, take_slowly));
            CHECK(slowly == from.bytes);

            const temporary_directory directory;
            const std::string path = directory.path("out.bin");
            CHECK(from.emulated.run(from.files().download(from.id, path)).bytes == size);
            CHECK(temporary_directory::read(path) == from.bytes);
            CHECK(directory.size() == 1);

            // All over one connection, which each of them has left in order.
            CHECK(from.emulated.server.connections_accepted() == 1);
            CHECK(from.emulated.server.requests().back().target ==
                  "/v1/files/" + from.id + "/content");
            CHECK(from.emulated.server.requests().back().headers.find("accept") == "*/*");
        }
    }

    TEST_CASE("Gemini's route is its own, and takes ids of any length") {
        emulated_client emulated;
        const std::string id = "files/batch-" + std::string(50, 'a');
        emulated.server.script(fault::status(200, "{}\n"));
        CHECK(emulated.run(emulated.client.files.content(id)).body == "{}\n");
        const auto sent = emulated.server.requests().back();
        CHECK(sent.target == "/v1beta/" + id + ":download?alt=media");
        CHECK(sent.headers.find("x-goog-api-key") == "emulator-key");
    }

    TEST_CASE("Gemini refuses what was uploaded") {
        emulated_client emulated;
        const auto file =
            emulated.run(emulated.client.files.upload(files::from_bytes("x", "a.txt")));
        const auto failed = emulated.failure_of<api_error>(emulated.client.files.content(file.id));
        CHECK(failed.kind() == errc::bad_request);
        CHECK(failed.path() == file.id + ":download");
    }

    TEST_CASE("only what is read as a whole is bounded by the limit for bodies") {
        served_file from;
        from.emulated.reconfigure([&](client_options& options) {
            options.base_url = from.emulated.server.base_url(provider::openai);
            options.provider = provider::openai;
            options.limits.max_body_size = 1000;
        });
        CHECK(from.emulated.failure_of<protocol_error>(from.files().content(from.id)).kind() ==
              errc::response_too_large);
        CHECK(from.emulated.run(join(from.files().stream(from.id))) == from.bytes);
        const temporary_directory directory;
        from.emulated.run(from.files().download(from.id, directory.path("out")));
        CHECK(temporary_directory::read(directory.path("out")) == from.bytes);
    }

    TEST_CASE("a refusal is retried, and a download that has begun is not") {
        served_file from;
        from.emulated.server.script(fault::overloaded());
        CHECK(from.emulated.run(join(from.files().stream(from.id))) == from.bytes);
        const auto before = from.emulated.server.requests_received();
        from.emulated.server.script(fault().end(point::body_byte(1000), ending::reset));
        const auto failed =
            from.emulated.failure_of<connection_error>(join(from.files().stream(from.id)));
        CHECK(failed.kind() == errc::connection_lost);
        CHECK(failed.path() == "files/" + from.id + "/content");
        CHECK(from.emulated.server.requests_received() == before + 1);
    }

    TEST_CASE("a body that ends too early is no file") {
        served_file from;
        const temporary_directory directory;
        const std::string path = directory.write("out", "the old one");
        from.emulated.server.script(fault::truncated_body(1000));
        const auto failed =
            from.emulated.failure_of<protocol_error>(from.files().download(from.id, path));
        CHECK(failed.kind() == errc::truncated);
        CHECK(temporary_directory::read(path) == "the old one");
        CHECK(directory.size() == 1);
    }

    TEST_CASE("a complete download takes the place of an old file") {
        served_file from;
        const temporary_directory directory;
        const std::string path = directory.write("out", "the old one");
        from.emulated.run(from.files().download(from.id, path));
        CHECK(temporary_directory::read(path) == from.bytes);
    }

    TEST_CASE("a server that falls silent is not waited for") {
        served_file from;
        from.emulated.server.script(fault().end(point::body_byte(1000), ending::stall));
        request_options options;
        options.timeouts.stream_idle = 50ms;
        const temporary_directory directory;
        const auto failed = from.emulated.failure_of<timeout_error>(
            from.files().download(from.id, directory.path("out"), options));
        CHECK(failed.kind() == errc::stream_idle_timeout);
        CHECK(failed.bytes_received() == 1000);
        CHECK(directory.size() == 0);
        from.emulated.server.drop_connections();
    }

    TEST_CASE("a path that cannot be written to is named before anything is asked for") {
        served_file from;
        const auto before = from.emulated.server.requests_received();
        const temporary_directory directory;
        for (const std::string& path :
             {directory.path("no/such/directory"), directory.path("."), std::string("/dev/null")}) {
            CAPTURE(path);
            const auto failed =
                from.emulated.failure_of<file_error>(from.files().download(from.id, path));
            CHECK(failed.file() == path);
        }
        CHECK(from.emulated.server.requests_received() == before);
        CHECK(directory.size() == 0);
    }

    TEST_CASE("a file that is not there leaves none behind") {
        served_file from;
        const temporary_directory directory;
        const auto not_found = from.emulated.failure_of<api_error>(
            from.files().download("file-x", directory.path("a")));
        CHECK(not_found.kind() == errc::not_found);
        CHECK(directory.size() == 0);
    }

    TEST_CASE("a redirect is followed, on the same host with the credential") {
        for (const char* host : {"", "https://localhost:"}) {
            served_file from;
            const std::string port = std::to_string(from.emulated.server.port());
            headers there;
            there.add("location", host + (*host ? port : std::string()) + "/v1/files/" + from.id +
                                      "/content?signed=a%20b#part");
            from.emulated.server.script(fault::status(302, "", there));
            CHECK(from.emulated.run(join(from.files().stream("file-other"))) == from.bytes);
            CHECK(from.emulated.server.requests().back().target ==
                  "/v1/files/" + from.id + "/content?signed=a%20b");
            from.emulated.server.script(fault::status(307, "", there));
            CHECK(from.emulated.run(from.files().content("file-other")).body == from.bytes);
        }
    }

    TEST_CASE("a redirect to another host takes nothing of the caller's along") {
        served_file from;
        testing::emulator elsewhere;
        from.emulated.reconfigure([&](client_options& options) {
            options.base_url = from.emulated.server.base_url(provider::openai);
            options.provider = provider::openai;
            options.organization = "org";
            options.tls.verify_peer = false; // the authorities of two emulators have one name
        });
        headers there;
        there.add("location",
                  "https://localhost:" + std::to_string(elsewhere.port()) + "/bucket/a?sig=x");
        from.emulated.server.script(fault::status(302, "", there));
        elsewhere.script(fault::status(200, "far away"));
        request_options options;
        options.headers.add("x-secret", "mine");
        CHECK(from.emulated.run(join(from.files().stream(from.id, options))) == "far away");
        REQUIRE(elsewhere.requests().size() == 1);
        const auto asked = elsewhere.requests().front();
        CHECK(asked.target == "/bucket/a?sig=x");
        CHECK(asked.headers.find("host") == "localhost:" + std::to_string(elsewhere.port()));
        for (const char* name :
             {"authorization", "x-goog-api-key", "x-secret", "openai-organization"}) {
            CHECK_FALSE(asked.headers.contains(name));
        }
    }

    TEST_CASE("a redirect that goes nowhere, round in circles or to http is not followed") {
        served_file from;
        for (const char* location : {"http://localhost/x", "ftp://x", "//evil.example/x", "x/y",
                                     "https://user@localhost/"}) {
            CAPTURE(location);
            headers there;
            there.add("location", location);
            from.emulated.server.script(fault::status(302, "", there));
            const auto failed =
                from.emulated.failure_of<protocol_error>(from.files().content(from.id));
            CHECK(failed.kind() == errc::unexpected_content);
            CHECK(failed.status() == 302);
        }
        const auto before = from.emulated.server.requests_received();
        headers there;
        there.add("location", "/v1/files/again");
        from.emulated.server.script(fault::status(302, "", there).times(100));
        CHECK(from.emulated.failure_of<protocol_error>(from.files().content(from.id)).status() ==
              302);
        CHECK(from.emulated.server.requests_received() == before + 6);
    }

    TEST_CASE("an exception of the sink ends the download") {
        served_file from;
        const auto take = [](std::string_view) { throw std::logic_error("enough"); };
        CHECK_THROWS_AS(from.emulated.run(from.files().download(from.id, take)), std::logic_error);
        CHECK(from.emulated.client.statistics().in_use == 0);
    }

    TEST_CASE("a stream that is dropped closes its connection") {
        served_file from;
        const auto take_one = [](files::resource& of, std::string id) -> asio::awaitable<void> {
            auto pieces = of.stream(id);
            co_await pieces.next();
        };
        from.emulated.run(take_one(from.files(), from.id));
        CHECK(from.emulated.client.statistics().in_use == 0);
        CHECK(from.emulated.server.wait_until_connections_open(0, test::patience));
    }
}
