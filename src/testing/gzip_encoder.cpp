#include "testing/gzip_encoder.hpp"

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>
#include <boost/system/system_error.hpp>

#include <array>
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
    void deflate(std::string_view text, zlib::Flush flush) {
        zlib::z_params step;
        step.next_in = text.data();
        step.avail_in = text.size();
        std::array<char, 4096> buffer;
        do {
            step.next_out = buffer.data();
            step.avail_out = buffer.size();
            boost::system::error_code ec;
            stream.write(step, flush, ec);
            out.append(buffer.data(), buffer.size() - step.avail_out);
            // need_buffers: nothing was left to be written; end_of_stream: all is written.
            if (ec == zlib::error::need_buffers || ec == zlib::error::end_of_stream)
                break;
            if (ec)
                throw boost::system::system_error(ec);
        } while (step.avail_out == 0 || step.avail_in > 0);
    }

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
    state_->deflate(text, zlib::Flush::sync);
    return state_->take();
}

std::string gzip_encoder::finish() {
    state_->deflate({}, zlib::Flush::finish);
    append_little_endian(state_->out, state_->checksum.checksum());
    append_little_endian(state_->out, state_->size);
    return state_->take();
}

} // namespace coai::testing
