#include "api/emulator_process.hpp"
#include "api/uploads.hpp"
#include "resident_memory.hpp"
#include "sanitized.hpp"
#include "temporary_directory.hpp"

#include <cstdint>
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

testing::emulator_options forgetful() {
    testing::emulator_options options;
    options.max_recorded_requests = 0;
    return options;
}

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
        const test::emulator_process server(forgetful);
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
