#include "api/uploads.hpp"
#include "resident_memory.hpp"
#include "sanitized.hpp"
#include "temporary_directory.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>

using namespace coai;
using boost::asio::io_context;

namespace {

constexpr std::uint64_t mebibyte = 1024 * test::kib;

// Sanitizers keep freed memory, and shadows of it; what there is to see of them is seen sooner.
#if COAI_TEST_SANITIZED
constexpr std::uint64_t file_size = 32 * mebibyte;
constexpr std::uint64_t most_growth = std::numeric_limits<std::uint64_t>::max();
#else
constexpr std::uint64_t file_size = 1024 * mebibyte;
constexpr std::uint64_t most_growth = 64 * mebibyte;
#endif

/// An emulator in a process of its own, whose memory is none of ours.
class emulator_process {
public:
    emulator_process() {
        int to_parent[2] = {};
        int to_child[2] = {};
        REQUIRE(::pipe(to_parent) == 0);
        REQUIRE(::pipe(to_child) == 0);
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) {
            ::close(to_parent[0]);
            ::close(to_child[1]);
            serve(to_parent[1], to_child[0]);
        }
        ::close(to_parent[1]);
        ::close(to_child[0]);
        end_ = to_child[1];
        ca_pem_ = read_all(to_parent[0]);
        ::close(to_parent[0]);
        const std::size_t line_end = ca_pem_.find('\n');
        base_url_ = ca_pem_.substr(0, line_end);
        ca_pem_.erase(0, line_end + 1);
    }
    emulator_process(const emulator_process&) = delete;
    emulator_process& operator=(const emulator_process&) = delete;
    ~emulator_process() {
        ::close(end_);
        ::waitpid(child_, nullptr, 0);
    }

    client_options options(provider shape) const {
        client_options chosen;
        chosen.base_url = base_url_ + (shape == provider::gemini ? "v1beta/openai/" : "v1/");
        chosen.api_key = "emulator-key";
        chosen.provider = shape;
        chosen.tls.ca_pem = ca_pem_;
        chosen.proxy = "";
        return chosen;
    }

private:
    [[noreturn]] static void serve(int out, int in) {
        testing::emulator_options options;
        options.max_recorded_requests = 0;
        {
            const testing::emulator server(options);
            const std::string told =
                "https://localhost:" + std::to_string(server.port()) + "/\n" + server.ca_pem();
            const bool written =
                ::write(out, told.data(), told.size()) == static_cast<ssize_t>(told.size());
            ::close(out);
            char nothing = 0;
            while (written && ::read(in, &nothing, 1) > 0) {
            }
        }
        ::_exit(EXIT_SUCCESS); // without what the parent would do at its end
    }

    static std::string read_all(int from) {
        std::string text;
        char buffer[4096];
        for (ssize_t count = 0; (count = ::read(from, buffer, sizeof buffer)) > 0;) {
            text.append(buffer, static_cast<std::size_t>(count));
        }
        return text;
    }

    pid_t child_ = 0;
    int end_ = -1;
    std::string base_url_;
    std::string ca_pem_;
};

/// What an upload of the file adds to the memory in use, at most.
std::uint64_t growth_of_upload(const client_options& options, const std::string& path) {
    io_context io(1);
    const client to(io.get_executor(), options);
    test::run(io, to.files.upload(files::from_bytes("to warm up", "a.txt")));
    const test::memory_growth growth;
    const auto file = test::run(io, to.files.upload(files::from_path(path)));
    CHECK(file.bytes == file_size);
    return growth.peak();
}

} // namespace

TEST_SUITE("memory of an upload") {
    TEST_CASE("does not grow with the file") {
        const emulator_process server; // forks before there are threads
        const test::temporary_directory directory;
        const std::string path = directory.write("large.bin", "");
        std::filesystem::resize_file(path, file_size); // sparse: it takes no disk
        for (const provider shape : {provider::gemini, provider::openai}) {
            const std::uint64_t growth = growth_of_upload(server.options(shape), path);
            MESSAGE("memory grew by " << growth / test::kib << " KiB for " << file_size / mebibyte
                                      << " MiB");
            CHECK(growth < most_growth);
        }
    }
}
