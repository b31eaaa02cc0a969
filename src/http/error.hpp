#pragma once

#include <boost/system/error_code.hpp>

#include <type_traits>

namespace coai::http {

using boost::system::error_code;

/// What the state machines of this floor refuse.
enum class error {
    /// The response does not start with an HTTP/1 status line.
    malformed_status_line = 1,
    /// A header line breaks the grammar.
    malformed_header,
    /// A line of the head or of the chunked framing ends in LF without CR.
    bare_line_feed,
    /// Content-Length is no number, or there are several that differ.
    malformed_content_length,
    /// A transfer coding other than chunked.
    unsupported_transfer_encoding,
    /// The head exceeds the size limit.
    head_too_large,
    /// The head exceeds the limit on header lines.
    too_many_headers,
    /// The connection ended inside the head.
    truncated_head,

    /// The framing around a chunk breaks the grammar.
    malformed_chunk,
    /// A chunk size that does not fit 64 bits.
    chunk_size_overflow,
    /// Chunk size and extensions exceed their limit.
    chunk_line_too_long,
    /// The trailer section exceeds its limit.
    trailers_too_large,
    /// The connection ended before the framing said that the body does.
    truncated_body,

    /// An event of a stream exceeds the size limit.
    event_too_large,

    /// A content coding that is not supported.
    unsupported_content_encoding,
    /// The compressed body breaks its format.
    corrupt_compressed_body,
    /// The decompressed body does not match the checksum or size sent with it.
    checksum_mismatch,
    /// The compressed body ended early.
    truncated_compressed_body,
    /// The decompressed body exceeds the limit.
    decompressed_body_too_large,

    /// Text that is not base64.
    malformed_base64,
    /// Base64 text whose content exceeds the limit.
    base64_too_large,
};

/// The category of `error`, named "coai.http".
const boost::system::error_category& error_category() noexcept;

error_code make_error_code(error e) noexcept;

} // namespace coai::http

template <>
struct boost::system::is_error_code_enum<coai::http::error> : std::true_type {};
