#include "http/error.hpp"

#include <string>

namespace coai::http {

namespace {

const char* text_of(error e) noexcept {
    switch (e) {
    case error::malformed_status_line:
        return "the response does not start with an HTTP/1 status line";
    case error::malformed_header:
        return "a response header is malformed";
    case error::bare_line_feed:
        return "a line of the response ends in LF without CR";
    case error::malformed_content_length:
        return "the response's Content-Length is not one number";
    case error::unsupported_transfer_encoding:
        return "the response uses a transfer coding other than chunked";
    case error::head_too_large:
        return "the response's status line and headers exceed the size limit";
    case error::too_many_headers:
        return "the response has more header lines than allowed";
    case error::truncated_head:
        return "the connection ended inside the response's headers";
    case error::malformed_chunk:
        return "the response's chunked framing is malformed";
    case error::chunk_size_overflow:
        return "a chunk size of the response does not fit 64 bits";
    case error::chunk_line_too_long:
        return "a chunk size line of the response is too long";
    case error::trailers_too_large:
        return "the response's trailers exceed the size limit";
    case error::truncated_body:
        return "the connection ended before the response body was complete";
    case error::event_too_large:
        return "an event of the stream exceeds the size limit";
    case error::unsupported_content_encoding:
        return "the response uses an unsupported content coding";
    case error::corrupt_compressed_body:
        return "the compressed response body is corrupt";
    case error::checksum_mismatch:
        return "the decompressed response body does not match its checksum";
    case error::truncated_compressed_body:
        return "the compressed response body ended early";
    case error::decompressed_body_too_large:
        return "the decompressed response body exceeds the size limit";
    case error::malformed_base64:
        return "the text is not valid base64";
    case error::base64_too_large:
        return "the content of the base64 text exceeds the size limit";
    }
    return "unknown HTTP error";
}

// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): nobody deletes a category
class http_error_category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "coai.http"; }
    std::string message(int value) const override { return text_of(static_cast<error>(value)); }
    const char* message(int value, char*, std::size_t) const noexcept override {
        return text_of(static_cast<error>(value));
    }
};

} // namespace

const boost::system::error_category& error_category() noexcept {
    static const http_error_category category;
    return category;
}

error_code make_error_code(error e) noexcept { return {static_cast<int>(e), error_category()}; }

} // namespace coai::http
