#pragma once

#include "http/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace coai::http {

/// How the end of a message body is found (RFC 9112 section 6.3).
enum class body_framing { none, content_length, chunked, until_close };

/// Takes the framing off a message body: finds the body's bytes inside the bytes received, without
/// copying. Chunk extensions and trailers are dropped, and bounded.
class body_decoder {
public:
    /// Bound on a chunk's size line with its extensions.
    static constexpr std::size_t max_chunk_line = 4 * 1024;
    /// Bound on the trailer section.
    static constexpr std::size_t max_trailers = 16 * 1024;

    /// A decoder of no body.
    body_decoder() noexcept = default;
    explicit body_decoder(body_framing framing, std::uint64_t content_length = 0) noexcept;

    struct result {
        /// Bytes of the input that are done with.
        std::size_t consumed = 0;
        /// The body's bytes among them; may be empty.
        std::string_view body;
    };

    /// Decodes one run of body bytes and the framing around it. Consumes at least one byte unless
    /// the input is empty, the body is done or an error has occurred before; what follows the body
    /// is never consumed. Once set, `ec` stays; the body bytes returned with it precede the error.
    result decode(std::string_view received, error_code& ec) noexcept;

    /// Tells that the connection ended; an error unless the framing allows the end here.
    void finish(error_code& ec) noexcept;

    /// True when the body is complete.
    bool done() const noexcept { return state_ == state::done; }

    /// Body bytes to come, where Content-Length says so.
    std::optional<std::uint64_t> remaining() const noexcept;

private:
    enum class state {
        done,
        counted,
        until_close,
        chunk_size_begin,
        chunk_size,
        chunk_size_blank,
        chunk_extension,
        chunk_size_lf,
        chunk_data,
        chunk_data_cr,
        chunk_data_lf,
        trailer_begin,
        trailer,
        trailer_lf,
        last_lf,
        failed,
    };

    std::string_view take_body(std::string_view received) noexcept;
    void step(char c) noexcept;
    bool add_size_digit(char c) noexcept;
    void fail(error e) noexcept;

    state state_ = state::done;
    std::uint64_t remaining_ = 0;
    // Bytes of the current size line, or of the trailers.
    std::size_t framing_bytes_ = 0;
    error error_ = error::malformed_chunk;
};

} // namespace coai::http
