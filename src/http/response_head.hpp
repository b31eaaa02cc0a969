#pragma once

#include "http/body_decoder.hpp"

#include <coai/headers.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace coai::http {

/// Status line and headers of a response, and what they say about the body and the connection.
struct response_head {
    unsigned status = 0;
    /// 0 or 1: the minor version of HTTP/1.
    unsigned version_minor = 1;
    std::string reason;
    coai::headers headers;

    body_framing framing = body_framing::none;
    /// As the server sent it; a response without body may have one, too.
    std::optional<std::uint64_t> content_length;
    /// True when the connection can carry another request after this response.
    bool keep_alive = false;

    /// A 1xx head, after which the head of the response proper follows on the same connection.
    /// Not so 101: after it the connection no longer speaks HTTP.
    bool interim() const noexcept { return status >= 100 && status < 200 && status != 101; }
};

} // namespace coai::http
