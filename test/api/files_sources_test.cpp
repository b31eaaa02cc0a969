#include "api/uploads.hpp"
#include "temporary_directory.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/stat.h>

#include <exception>
#include <filesystem>
#include <string>
#include <vector>

using namespace coai;
using test::emulated_client;
using test::in_units;
using test::small_chunks;
using test::steps_of;
using test::unit;
namespace asio = boost::asio;

namespace {

class out_of_ideas : public std::exception {};

/// For both kinds of servers.
template <class Check>
void with_each_server(Check check) {
    SUBCASE("Gemini") {
        emulated_client emulated(small_chunks());
        check(emulated);
    }
    SUBCASE("OpenAI") {
        emulated_client emulated(small_chunks());
        test::use_openai(emulated);
        check(emulated);
    }
}

} // namespace

TEST_SUITE("source of an upload") {
    TEST_CASE("a file that is not there is named before anything is sent") {
        with_each_server([](emulated_client& emulated) {
            const test::temporary_directory directory;
            const std::string path = directory.path("vanished.jsonl");
            const auto failed = emulated.failure_of<file_error>(
                emulated.client.files.upload(files::from_path(path)));
            CHECK(failed.kind() == errc::file_failed);
            CHECK(failed.file() == path);
            CHECK(failed.cause() == boost::system::errc::no_such_file_or_directory);
            CHECK(std::string(failed.what()).find(path) != std::string::npos);
            CHECK(emulated.server.requests_received() == 0);
        });
    }

    TEST_CASE("what is no regular file is refused, and a pipe is not waited for") {
        emulated_client emulated;
        const test::temporary_directory directory;
        const std::string pipe = directory.path("pipe");
        REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
        for (const std::string& path : {pipe, directory.path("."), std::string("/dev/zero")}) {
            const auto failed = emulated.failure_of<file_error>(
                emulated.client.files.upload(files::from_path(path)));
            CHECK(failed.file() == path);
        }
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("a file that becomes shorter or longer ends the upload, and leaves nothing") {
        with_each_server([](emulated_client& emulated) {
            for (const std::size_t new_size : {3 * unit / 2, 4 * unit}) {
                const test::temporary_directory directory;
                const std::string path = directory.write("a.bin", std::string(3 * unit, 'x'));
                files::upload_options how = in_units();
                how.progress = [&](std::uint64_t, std::optional<std::uint64_t>) {
                    std::filesystem::resize_file(path, new_size);
                };
                const auto failed = emulated.failure_of<file_error>(
                    emulated.client.files.upload(files::from_path(path), how));
                CHECK(failed.file() == path);
                CHECK(test::files_listed(emulated) == 0);
            }
        });
    }

    TEST_CASE("a file that is deleted while it is read is read to its end") {
        emulated_client emulated(small_chunks());
        const test::temporary_directory directory;
        const std::string bytes = test::varied_bytes(3 * unit);
        const std::string path = directory.write("a.bin", bytes);
        files::upload_options how = in_units();
        how.progress = [&](std::uint64_t, std::optional<std::uint64_t>) {
            std::filesystem::remove(path);
        };
        const auto file = emulated.run(emulated.client.files.upload(files::from_path(path), how));
        CHECK(file.sha256 == test::sha256(bytes));
    }

    TEST_CASE("an exception of the caller's own functions leaves the upload, and no file") {
        with_each_server([](emulated_client& emulated) {
            files::upload_options how = in_units();
            how.progress = [](std::uint64_t, std::optional<std::uint64_t>) {
                throw out_of_ideas();
            };
            const std::string bytes(2 * unit, 'x');
            CHECK_THROWS_AS(
                emulated.run(emulated.client.files.upload(files::from_bytes(bytes, "a"), how)),
                out_of_ideas);

            const auto pieces = []() -> async_generator<std::string> {
                co_yield std::string(2 * unit, 'x');
                throw out_of_ideas();
            };
            CHECK_THROWS_AS(emulated.run(emulated.client.files.upload(
                                files::from_generator(pieces(), "a"), in_units())),
                            out_of_ideas);
            CHECK(test::files_listed(emulated) == 0);
        });
    }

    TEST_CASE("of the caller is told the server when it breaks off") {
        emulated_client emulated(small_chunks());
        files::upload_options how = in_units();
        how.progress = [](std::uint64_t, std::optional<std::uint64_t>) { throw out_of_ideas(); };
        CHECK_THROWS_AS(emulated.run(emulated.client.files.upload(
                            files::from_bytes(std::string(2 * unit, 'x'), "a"), how)),
                        out_of_ideas);
        CHECK(steps_of(emulated.server) ==
              std::vector<std::string>{"start", "upload@0+262144", "cancel"});
    }

    TEST_CASE("a generator may wait for I/O of its own") {
        with_each_server([](emulated_client& emulated) {
            const auto pieces = []() -> async_generator<std::string> {
                asio::steady_timer timer(co_await asio::this_coro::executor);
                for (int i = 0; i < 5; ++i) {
                    timer.expires_after(std::chrono::milliseconds(1));
                    co_await timer.async_wait(asio::use_awaitable);
                    co_yield std::string("piece ");
                }
            };
            const auto file = emulated.run(
                emulated.client.files.upload(files::from_generator(pieces(), "a.txt")));
            CHECK(file.bytes == 30);
        });
    }

    TEST_CASE("many files are read at once") {
        emulated_client emulated(small_chunks());
        const test::temporary_directory directory;
        const std::string bytes = test::varied_bytes(unit + 1);
        const std::string path = directory.write("a.bin", bytes);
        std::size_t done = 0;
        const auto upload = [&]() -> asio::awaitable<void> {
            const auto file =
                co_await emulated.client.files.upload(files::from_path(path), in_units());
            done += file.sha256 == test::sha256(bytes) ? 1 : 0;
        };
        for (int i = 0; i < 20; ++i) {
            asio::co_spawn(emulated.io, upload(), [](std::exception_ptr failed) {
                if (failed) {
                    std::rethrow_exception(failed);
                }
            });
        }
        emulated.io.restart();
        emulated.io.run();
        CHECK(done == 20);
    }
}
