#pragma once

#include "http/error.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

namespace coai::http {

/// Decompresses a gzip (RFC 1952) or zlib (RFC 1950) body from byte pieces cut anywhere.
///
/// Hands out everything that the bytes fed so far decide, in runs of bounded size, so a stream that
/// is flushed after every event arrives event by event. Several gzip members in a row are one body.
class inflate_decoder {
public:
    enum class format { gzip, zlib };

    /// `max_output` bounds the decompressed size of the whole body.
    explicit inflate_decoder(format body_format,
                             std::uint64_t max_output = std::numeric_limits<std::uint64_t>::max());
    inflate_decoder(inflate_decoder&&) noexcept;
    inflate_decoder& operator=(inflate_decoder&&) noexcept;
    ~inflate_decoder();

    /// Makes the next bytes available. They must stay valid until next() has returned nothing,
    /// which must have happened for the bytes fed before.
    void feed(std::string_view compressed) noexcept;

    /// The next run of decompressed bytes, valid until the decoder is used again. Empty when all
    /// bytes fed are used up, or with `ec` set for good.
    std::string_view next(error_code& ec);

    /// Tells that no bytes will follow; an error unless the compressed body is complete. No bytes
    /// at all are a complete, empty body.
    void finish(error_code& ec);

    /// Ready for another body of the same format and bound; keeps the memory.
    void reset();

private:
    enum class stage {
        gzip_header,
        gzip_extra_size,
        gzip_extra,
        gzip_name,
        gzip_comment,
        gzip_header_crc,
        zlib_header,
        deflate,
        gzip_trailer,
        zlib_trailer,
        end,
        failed,
    };

    void begin_member();
    void step(unsigned char byte);
    bool collect(unsigned char byte, std::size_t count) noexcept;
    void end_gzip_fixed_header();
    void begin_next_gzip_field();
    void end_zlib_header();
    void end_gzip_trailer();
    std::string_view inflate();
    void fail(error e) noexcept;

    struct engine;
    std::unique_ptr<engine> engine_;
    format format_;
    std::uint64_t max_output_;

    std::string_view input_;
    std::uint64_t output_size_ = 0;
    stage stage_;
    error error_ = error::corrupt_compressed_body;

    // The header or trailer field under way, and what the current member's header said.
    std::array<unsigned char, 10> collected_{};
    std::size_t collected_size_ = 0;
    unsigned gzip_flags_ = 0;
    std::size_t gzip_extra_left_ = 0;
    std::size_t header_size_ = 0;
    std::uint32_t member_size_ = 0;
};

} // namespace coai::http
