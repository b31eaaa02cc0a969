#include "http/inflate_decoder.hpp"

#include <boost/assert.hpp>
#include <boost/beast/zlib/error.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/crc.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace coai::http {

namespace {

namespace zlib = boost::beast::zlib;

constexpr std::size_t output_run_size = 16 * 1024;
constexpr std::size_t max_gzip_header = 128 * 1024;

namespace gzip_flag {
constexpr unsigned header_crc = 1 << 1;
constexpr unsigned extra = 1 << 2;
constexpr unsigned name = 1 << 3;
constexpr unsigned comment = 1 << 4;
constexpr unsigned reserved = 0xE0;
} // namespace gzip_flag

std::uint32_t little_endian(std::span<const unsigned char> bytes) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = (value << 8) | bytes[i - 1];
    }
    return value;
}

std::uint32_t big_endian(std::span<const unsigned char> bytes) noexcept {
    std::uint32_t value = 0;
    for (const auto byte : bytes) {
        value = (value << 8) | byte;
    }
    return value;
}

// The checksum of RFC 1950.
class adler32 {
public:
    void process(std::string_view bytes) noexcept {
        // The longest run after which the sums still fit 32 bits.
        constexpr std::size_t max_run = 5552;
        while (!bytes.empty()) {
            const auto run = bytes.substr(0, max_run);
            bytes.remove_prefix(run.size());
            for (const char c : run) {
                a_ += static_cast<unsigned char>(c);
                b_ += a_;
            }
            a_ %= modulus;
            b_ %= modulus;
        }
    }

    std::uint32_t checksum() const noexcept { return (b_ << 16) | a_; }

private:
    static constexpr std::uint32_t modulus = 65521;
    std::uint32_t a_ = 1;
    std::uint32_t b_ = 0;
};

} // namespace

struct inflate_decoder::engine {
    zlib::inflate_stream stream;
    std::array<char, output_run_size> output;
    boost::crc_32_type crc;
    boost::crc_32_type header_crc;
    adler32 adler;
};

inflate_decoder::inflate_decoder(format body_format, std::uint64_t max_output)
    : engine_(std::make_unique<engine>()), format_(body_format), max_output_(max_output) {
    begin_member();
}

inflate_decoder::inflate_decoder(inflate_decoder&&) noexcept = default;
inflate_decoder& inflate_decoder::operator=(inflate_decoder&&) noexcept = default;
inflate_decoder::~inflate_decoder() = default;

void inflate_decoder::feed(std::string_view compressed) noexcept {
    BOOST_ASSERT(input_.empty() || stage_ == stage::failed);
    input_ = compressed;
}

std::string_view inflate_decoder::next(error_code& ec) {
    ec.clear();
    while (stage_ != stage::failed) {
        if (stage_ == stage::deflate) {
            const auto output = inflate();
            if (!output.empty() || stage_ == stage::deflate) {
                return output;
            }
        } else if (input_.empty()) {
            return {};
        } else {
            const auto byte = static_cast<unsigned char>(input_.front());
            input_.remove_prefix(1);
            step(byte);
        }
    }
    ec = error_;
    return {};
}

void inflate_decoder::finish(error_code& ec) {
    ec.clear();
    const bool at_begin =
        (stage_ == stage::gzip_header || stage_ == stage::zlib_header) && collected_size_ == 0;
    if (!at_begin && stage_ != stage::end) {
        fail(error::truncated_compressed_body);
        ec = error_;
    }
}

void inflate_decoder::reset() {
    input_ = {};
    output_size_ = 0;
    begin_member();
}

void inflate_decoder::begin_member() {
    engine_->stream.reset();
    engine_->crc.reset();
    engine_->header_crc.reset();
    engine_->adler = {};
    collected_size_ = 0;
    header_size_ = 0;
    member_size_ = 0;
    stage_ = format_ == format::gzip ? stage::gzip_header : stage::zlib_header;
}

void inflate_decoder::step(unsigned char byte) {
    // The header's checksum covers all of it that comes before.
    if (stage_ < stage::gzip_header_crc) {
        engine_->header_crc.process_byte(byte);
        if (++header_size_ > max_gzip_header) {
            fail(error::corrupt_compressed_body);
        }
    }
    switch (stage_) {
    case stage::gzip_header:
        if (collect(byte, 10)) {
            end_gzip_fixed_header();
        }
        break;
    case stage::gzip_extra_size:
        if (collect(byte, 2)) {
            gzip_extra_left_ = little_endian(std::span(collected_).first(2));
            stage_ = stage::gzip_extra;
            if (gzip_extra_left_ == 0) {
                begin_next_gzip_field();
            }
        }
        break;
    case stage::gzip_extra:
        if (--gzip_extra_left_ == 0) {
            begin_next_gzip_field();
        }
        break;
    case stage::gzip_name:
    case stage::gzip_comment:
        if (byte == 0) {
            begin_next_gzip_field();
        }
        break;
    case stage::gzip_header_crc:
        if (collect(byte, 2)) {
            if (little_endian(std::span(collected_).first(2)) !=
                (engine_->header_crc.checksum() & 0xFFFF)) {
                fail(error::checksum_mismatch);
            } else {
                begin_next_gzip_field();
            }
        }
        break;
    case stage::zlib_header:
        if (collect(byte, 2)) {
            end_zlib_header();
        }
        break;
    case stage::gzip_trailer:
        if (collect(byte, 8)) {
            end_gzip_trailer();
        }
        break;
    case stage::zlib_trailer:
        if (collect(byte, 4)) {
            stage_ = stage::end;
            if (big_endian(std::span(collected_).first(4)) != engine_->adler.checksum()) {
                fail(error::checksum_mismatch);
            }
        }
        break;
    case stage::end:
        fail(error::corrupt_compressed_body);
        break;
    case stage::deflate:
    case stage::failed:
        break;
    }
}

bool inflate_decoder::collect(unsigned char byte, std::size_t count) noexcept {
    collected_[collected_size_++] = byte;
    if (collected_size_ < count) {
        return false;
    }
    collected_size_ = 0;
    return true;
}

void inflate_decoder::end_gzip_fixed_header() {
    constexpr unsigned char method_deflate = 8;
    gzip_flags_ = collected_[3];
    if (collected_[0] != 0x1F || collected_[1] != 0x8B || collected_[2] != method_deflate ||
        (gzip_flags_ & gzip_flag::reserved) != 0) {
        fail(error::corrupt_compressed_body);
    } else {
        begin_next_gzip_field();
    }
}

// The optional fields come in the order of this function, each where its flag is set.
void inflate_decoder::begin_next_gzip_field() {
    const auto take_flag = [&](unsigned flag) noexcept {
        const bool set = (gzip_flags_ & flag) != 0;
        gzip_flags_ &= ~flag;
        return set;
    };
    if (take_flag(gzip_flag::extra)) {
        stage_ = stage::gzip_extra_size;
    } else if (take_flag(gzip_flag::name)) {
        stage_ = stage::gzip_name;
    } else if (take_flag(gzip_flag::comment)) {
        stage_ = stage::gzip_comment;
    } else if (take_flag(gzip_flag::header_crc)) {
        stage_ = stage::gzip_header_crc;
    } else {
        stage_ = stage::deflate;
    }
}

void inflate_decoder::end_zlib_header() {
    const unsigned method_and_window = collected_[0];
    const unsigned flags = collected_[1];
    constexpr unsigned preset_dictionary = 0x20;
    if ((method_and_window & 0x0F) != 8 || (method_and_window >> 4) > 7 ||
        (method_and_window * 256 + flags) % 31 != 0 || (flags & preset_dictionary) != 0) {
        fail(error::corrupt_compressed_body);
    } else {
        stage_ = stage::deflate;
    }
}

void inflate_decoder::end_gzip_trailer() {
    const auto trailer = std::span(collected_).first(8);
    if (little_endian(trailer.first(4)) != engine_->crc.checksum() ||
        little_endian(trailer.last(4)) != member_size_) {
        fail(error::checksum_mismatch);
    } else {
        begin_member();
    }
}

std::string_view inflate_decoder::inflate() {
    zlib::z_params params;
    params.next_in = input_.data();
    params.avail_in = input_.size();
    params.next_out = engine_->output.data();
    params.avail_out = engine_->output.size();
    error_code ec;
    engine_->stream.write(params, zlib::Flush::sync, ec);

    if (ec == zlib::error::end_of_stream) {
        // The engine reads ahead up to a byte of the trailer and tells how many bits it holds.
        const auto unread = (static_cast<std::size_t>(params.data_type) & 0x3F) / 8;
        input_ = {static_cast<const char*>(params.next_in) - unread, params.avail_in + unread};
        stage_ = format_ == format::gzip ? stage::gzip_trailer : stage::zlib_trailer;
    } else if (ec && ec != zlib::error::need_buffers) {
        fail(error::corrupt_compressed_body);
        return {};
    } else {
        input_.remove_prefix(input_.size() - params.avail_in);
    }

    const std::string_view output(engine_->output.data(),
                                  engine_->output.size() - params.avail_out);
    if (output.size() > max_output_ - output_size_) {
        fail(error::decompressed_body_too_large);
        return {};
    }
    output_size_ += output.size();
    member_size_ += static_cast<std::uint32_t>(output.size());
    if (format_ == format::gzip) {
        engine_->crc.process_bytes(output.data(), output.size());
    } else {
        engine_->adler.process(output);
    }
    return output;
}

void inflate_decoder::fail(error e) noexcept {
    if (stage_ != stage::failed) {
        stage_ = stage::failed;
        error_ = e;
    }
}

} // namespace coai::http
