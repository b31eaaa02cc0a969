// What is in an image: in the file that is named on the command line, or in a small one of our own.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <cstdint>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace asio = boost::asio;

namespace {

/// A PNG file of 16 x 16 pixels: a yellow disc on blue.
constexpr std::array<std::uint8_t, 107> disc = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x10, 0x01, 0x03, 0x00, 0x00, 0x00, 0x25, 0x3D, 0x6D,
    0x22, 0x00, 0x00, 0x00, 0x06, 0x50, 0x4C, 0x54, 0x45, 0x1E, 0x3C, 0xA0, 0xFA, 0xD2, 0x28, 0x8B,
    0xE9, 0x6F, 0xC7, 0x00, 0x00, 0x00, 0x20, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x60, 0x00,
    0x03, 0xE6, 0x03, 0x0C, 0xFC, 0x1F, 0x18, 0xE4, 0x7F, 0x80, 0x90, 0xFD, 0x1F, 0x04, 0x82, 0x88,
    0x00, 0xA5, 0x80, 0x0A, 0xC0, 0x00, 0x00, 0x2E, 0x95, 0x0C, 0xCD, 0x14, 0xCB, 0xFB, 0x69, 0x00,
    0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
};

asio::awaitable<void> look(coai::client& client, std::string model, coai::chat::content image,
                           std::string expected) {
    auto question = std::move(image).text("What is in this image?");
    const auto request = coai::chat::request(std::move(model)).user(std::move(question));
    const auto answer = co_await client.chat.completions.create(request);
    std::cout << answer.text() << '\n';
    if (answer.text().find(expected) == std::string_view::npos) {
        throw std::runtime_error("the answer does not say \"" + expected + '"');
    }
}

} // namespace

int main(int argc, char** argv) try {
    const example::upstream upstream;
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());

    // The library tells the type of the image from its bytes, and encodes it.
    coai::chat::content image;
    if (argc > 1) {
        image.image_file(argv[1]);
    } else {
        image.image(std::as_bytes(std::span(disc)), "low");
    }
    // The emulator does not know what it sees, but it looks.
    const std::string expected = argc == 1 && upstream.is_emulated() ? "16 x 16 pixels" : "";
    asio::co_spawn(io, look(client, upstream.model(), image, expected), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
