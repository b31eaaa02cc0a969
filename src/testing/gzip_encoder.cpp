#include "testing/gzip_encoder.hpp"

#include "testing/deflate.hpp"

#include <boost/crc.hpp>

#include <cstdint>
#include <utility>

namespace coai::testing {

namespace zlib = boost::beast::zlib;

namespace {

void append_little_endian(std::string& out, std::uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        out += static_cast<char>((value >> shift) & 0xFFU);
}

} // namespace

struct gzip_encoder::state {
    std::string take() { return std::exchange(out, {}); }

    zlib::deflate_stream stream;
    boost::crc_32_type checksum;
    std::uint32_t size = 0;
    // The header: deflate, no flags, no time, an unknown operating system.
    std::string out = std::string("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10);
};

gzip_encoder::gzip_encoder() : state_(std::make_unique<state>()) {}

gzip_encoder::~gzip_encoder() = default;

std::string gzip_encoder::encode(std::string_view text) {
    state_->checksum.process_bytes(text.data(), text.size());
    state_->size += static_cast<std::uint32_t>(text.size());
    deflate(state_->stream, text, zlib::Flush::sync, state_->out);
    return state_->take();
}

std::string gzip_encoder::finish() {
    deflate(state_->stream, {}, zlib::Flush::finish, state_->out);
    append_little_endian(state_->out, state_->checksum.checksum());
    append_little_endian(state_->out, state_->size);
    return state_->take();
}

} // namespace coai::testing
