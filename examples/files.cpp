// A file is uploaded, looked at, downloaded where the server allows that, and deleted.
//
// files [path]   uploads that file in place of one that the example makes up

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <random>
#include <string>

namespace asio = boost::asio;

namespace {

/// A file in the directory for such, deleted with its owner.
class temporary_file {
public:
    explicit temporary_file(const std::string& name)
        : path_((std::filesystem::temp_directory_path() / name).string()) {
        std::ofstream out(path_);
        for (int line = 0; line < 200'000; ++line) {
            out << "This is line " << line << " of a text that is not worth reading.\n";
        }
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::remove(path_.c_str()); }

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

void show(const coai::files::file& file) {
    std::cout << file.id << "  " << file.bytes << " bytes  " << file.filename << "  " << file.state
              << '\n';
}

asio::awaitable<void> try_to_download(coai::client& client, std::string id) {
    std::size_t lines = 0;
    const auto count_lines = [&lines](std::string_view piece) {
        for (const char c : piece) {
            lines += c == '\n' ? 1 : 0;
        }
    };
    try {
        const auto result = co_await client.files.download(id, count_lines);
        std::cout << "downloaded " << result.bytes << " bytes, " << lines << " lines\n";
    } catch (const coai::api_error& refused) {
        // Gemini hands out only what it has made itself.
        std::cout << "not downloaded: " << refused.error_details().message << '\n';
    }
}

asio::awaitable<void> show_files(coai::client& client, std::string path) {
    coai::files::upload_options how("user_data");
    how.progress = [](std::uint64_t sent, std::optional<std::uint64_t> total) {
        std::cout << "sent " << sent << " of " << total.value_or(sent) << " bytes\n";
    };
    const auto uploaded = co_await client.files.upload(coai::files::from_path(path), how);
    show(uploaded);

    // Of media, the server may still be making something that models can read.
    const auto ready = co_await client.files.wait_until_active(uploaded.id);
    std::cout << "it is " << ready.state << "; all files:\n";
    auto files = client.files.list();
    while (const auto file = co_await files.next()) {
        show(*file);
    }

    co_await try_to_download(client, uploaded.id);
    const auto removed = co_await client.files.remove(uploaded.id);
    std::cout << removed.id << (removed.deleted ? " is deleted\n" : " is still there\n");
}

} // namespace

int main(int argc, char** argv) try {
    const example::upstream upstream;
    const temporary_file made_up("coai-example-" + std::to_string(std::random_device()()) + ".txt");
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, show_files(client, argc > 1 ? argv[1] : made_up.path()), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
