#include "testing/picture.hpp"
#include "testing/png.hpp"

#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/crc.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace coai::testing;
namespace zlib = boost::beast::zlib;

std::uint32_t number_at(std::string_view text, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8U | static_cast<unsigned char>(text.at(at + i));
    return value;
}

/// The chunks of a PNG file, whose checksums must be right.
std::vector<std::pair<std::string, std::string>> chunks_of(std::string_view file) {
    REQUIRE(file.starts_with("\x89PNG\r\n\x1A\n"));
    std::vector<std::pair<std::string, std::string>> chunks;
    for (std::size_t at = 8; at < file.size();) {
        const std::size_t size = number_at(file, at);
        boost::crc_32_type checksum;
        checksum.process_bytes(file.data() + at + 4, size + 4);
        CHECK(checksum.checksum() == number_at(file, at + 8 + size));
        chunks.emplace_back(file.substr(at + 4, 4), file.substr(at + 8, size));
        at += size + 12;
    }
    return chunks;
}

/// What a zlib stream holds, by way of Beast's inflate.
std::string inflate(std::string_view data, std::size_t size) {
    REQUIRE(data.starts_with("\x78\x9C"));
    std::string lines(size + 1, '\0');
    zlib::inflate_stream stream;
    zlib::z_params step;
    step.next_in = data.data() + 2;
    step.avail_in = data.size() - 6;
    step.next_out = lines.data();
    step.avail_out = lines.size();
    boost::system::error_code error;
    stream.write(step, zlib::Flush::finish, error);
    CHECK(error == zlib::error::end_of_stream);
    lines.resize(lines.size() - step.avail_out);
    return lines;
}

/// RFC 1950, to the letter.
std::uint32_t adler(std::string_view text) {
    std::uint64_t a = 1;
    std::uint64_t b = 0;
    for (const char c : text) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    return static_cast<std::uint32_t>(b * 65536 + a);
}

} // namespace

TEST_SUITE("emulator pictures") {
    TEST_CASE("a picture comes back from its file") {
        bitmap picture;
        picture.width = 3;
        picture.height = 2;
        picture.palette = {{0, 0, 0}, {255, 128, 1}};
        picture.pixels = {0, 1, 0, 1, 1, 0};
        const auto chunks = chunks_of(encode_png(picture));
        REQUIRE(chunks.size() == 4);
        CHECK(chunks[0].first == "IHDR");
        CHECK(chunks[0].second == std::string("\0\0\0\3\0\0\0\2\x08\x03\0\0\0", 13));
        CHECK(chunks[1].first == "PLTE");
        CHECK(chunks[1].second == std::string("\0\0\0\xFF\x80\x01", 6));
        CHECK(chunks[2].first == "IDAT");
        const std::string lines("\0\0\1\0\0\1\1\0", 8);
        CHECK(inflate(chunks[2].second, lines.size()) == lines);
        CHECK(number_at(chunks[2].second, chunks[2].second.size() - 4) == adler(lines));
        CHECK(chunks[3] == std::pair<std::string, std::string>("IEND", ""));
    }

    TEST_CASE("a large picture is a small file") {
        const bitmap picture = draw_picture("a cat", 0, 1024, 768);
        CHECK(picture.pixels.size() == std::size_t{1024} * 768);
        const std::string file = encode_png(picture);
        CHECK(file.size() < 20'000);
        const auto chunks = chunks_of(file);
        const std::string lines = inflate(chunks[2].second, std::size_t{1025} * 768);
        CHECK(lines.size() == std::size_t{1025} * 768);
        CHECK(number_at(chunks[2].second, chunks[2].second.size() - 4) == adler(lines));
    }

    TEST_CASE("a picture follows from its prompt and its number") {
        const auto file = [](const char* prompt, std::size_t which) {
            return encode_png(draw_picture(prompt, which, 32, 32));
        };
        CHECK(file("a cat", 0) == file("a cat", 0));
        CHECK(file("a cat", 0) != file("a cat", 1));
        CHECK(file("a cat", 0) != file("a dog", 0));
        for (const auto& [width, height] : {std::pair(1U, 1U), std::pair(5U, 3U)})
            CHECK(draw_picture("x", 0, width, height).pixels.size() == width * height);
    }
}
