#include "testing/png.hpp"

#include "testing/deflate.hpp"

#include <boost/crc.hpp>

#include <string_view>

namespace coai::testing {

namespace zlib = boost::beast::zlib;

namespace {

void append_number(std::string& out, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        out += static_cast<char>((value >> shift) & 0xFFU);
}

void append_chunk(std::string& out, std::string_view type, std::string_view data) {
    append_number(out, static_cast<std::uint32_t>(data.size()));
    out += type;
    out += data;
    boost::crc_32_type checksum;
    checksum.process_bytes(type.data(), type.size());
    checksum.process_bytes(data.data(), data.size());
    append_number(out, checksum.checksum());
}

std::string header_of(const bitmap& picture) {
    std::string header;
    append_number(header, picture.width);
    append_number(header, picture.height);
    // 8 bits a pixel, of a palette; deflate; filters, which this file makes no use of; no
    // interlace.
    return header += std::string_view("\x08\x03\0\0\0", 5);
}

std::string palette_of(const bitmap& picture) {
    std::string palette;
    for (const bitmap::color& color : picture.palette) {
        for (const std::uint8_t part : color)
            palette += static_cast<char>(part);
    }
    return palette;
}

std::uint32_t adler32(std::string_view text) noexcept {
    constexpr std::uint32_t modulus = 65'521;
    std::uint32_t sum = 1;
    std::uint32_t sum_of_sums = 0;
    for (const char c : text) {
        sum = (sum + static_cast<unsigned char>(c)) % modulus;
        sum_of_sums = (sum_of_sums + sum) % modulus;
    }
    return sum_of_sums << 16U | sum;
}

/// The lines, each behind the number of its filter, in a zlib stream (RFC 1950).
std::string data_of(const bitmap& picture) {
    std::string lines;
    lines.reserve(picture.pixels.size() + picture.height);
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        lines += '\0';
        const std::size_t begin = std::size_t{y} * picture.width;
        lines.append(reinterpret_cast<const char*>(picture.pixels.data()) + begin, picture.width);
    }
    std::string data = "\x78\x9C";
    zlib::deflate_stream stream;
    deflate(stream, lines, zlib::Flush::finish, data);
    append_number(data, adler32(lines));
    return data;
}

} // namespace

std::string encode_png(const bitmap& picture) {
    std::string file = "\x89PNG\r\n\x1A\n";
    append_chunk(file, "IHDR", header_of(picture));
    append_chunk(file, "PLTE", palette_of(picture));
    append_chunk(file, "IDAT", data_of(picture));
    append_chunk(file, "IEND", "");
    return file;
}

} // namespace coai::testing
