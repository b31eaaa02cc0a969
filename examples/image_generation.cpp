// A picture from a description, saved as a file. The file may be named on the command line.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;

namespace {

bool is_png(const std::vector<std::byte>& bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return text.starts_with("\x89PNG\r\n\x1A\n");
}

asio::awaitable<void> draw(coai::client& client, coai::images::request request, std::string path) {
    request.prompt = "a portrait of a sheepadoodle wearing a cape";
    const auto images = co_await client.images.generate(request);

    // A server sends fewer pictures than it was asked for where it withholds some.
    if (images.data.empty()) {
        throw std::runtime_error("the server made no picture of this");
    }
    const coai::images::image& picture = images.data.front();
    if (!is_png(picture.bytes())) {
        throw std::runtime_error("the picture is no PNG file");
    }
    picture.save(path);
    std::cout << path << ": " << std::filesystem::file_size(path) << " bytes\n";
}

} // namespace

int main(int argc, char** argv) try {
    const example::upstream upstream;
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());

    coai::images::request request(upstream.model_of("imagen-4.0-generate-001", "gpt-image-1"));
    if (upstream.is_gemini()) { // OpenAI's GPT models know no other, and refuse the member
        request.response_format = coai::images::response_format::b64_json;
    }
    const auto directory = std::filesystem::temp_directory_path();
    const std::string path = argc > 1 ? argv[1] : (directory / "coai-portrait.png").string();
    asio::co_spawn(io, draw(client, request, path), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
