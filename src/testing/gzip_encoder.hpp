#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coai::testing {

/// Compresses a text to gzip (RFC 1952), piece by piece; every piece is flushed, so that a receiver
/// can decompress it before the next one comes.
class gzip_encoder {
public:
    gzip_encoder();
    ~gzip_encoder();

    gzip_encoder(const gzip_encoder&) = delete;
    gzip_encoder& operator=(const gzip_encoder&) = delete;

    std::string encode(std::string_view text);
    /// The end of the compressed text.
    std::string finish();

private:
    struct state;

    std::unique_ptr<state> state_;
};

} // namespace coai::testing
