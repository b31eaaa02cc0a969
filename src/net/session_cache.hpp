#pragma once

#include "net/openssl_handles.hpp"

#include <cstddef>
#include <mutex>
#include <vector>

namespace coai::net {

/// TLS sessions of one origin that can be resumed, the newest first. Each is handed out once, as
/// RFC 8446 C.4 asks, and as servers with single-use tickets enforce. Thread-safe.
class session_cache {
public:
    explicit session_cache(std::size_t capacity) : capacity_(capacity) {}

    void put(ssl_session_ptr session);
    /// Null if there is none.
    ssl_session_ptr take();

private:
    std::mutex mutex_;
    std::vector<ssl_session_ptr> sessions_;
    std::size_t capacity_;
};

} // namespace coai::net
