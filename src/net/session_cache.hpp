#pragma once

#include "net/openssl_handles.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace coai::net {

/// TLS sessions of one origin that can be resumed, the newest first. Thread-safe.
///
/// Each is handed out once, as RFC 8446 C.4 asks, so that nobody can tell by it that two
/// connections are one client's. Only the last one is handed out again and again while it is new:
/// connections that are made all at once show that anyway. A server that takes a ticket only once
/// makes a full handshake of the others.
class session_cache {
public:
    using clock = std::chrono::steady_clock;

    /// @param shared_for How long the last session is handed out again.
    /// @param on_first Called once, when the first session has come, on the thread that reads it
    /// and maybe under locks: it must not call back.
    explicit session_cache(std::size_t capacity, clock::duration shared_for = {},
                           std::function<void()> on_first = {})
        : capacity_(capacity), shared_for_(shared_for), on_first_(std::move(on_first)) {}

    void put(ssl_session_ptr session);
    /// Null if there is none.
    ssl_session_ptr take();

private:
    std::mutex mutex_;
    std::vector<ssl_session_ptr> sessions_;
    clock::time_point newest_since_;
    std::size_t capacity_;
    clock::duration shared_for_;
    std::function<void()> on_first_;
};

} // namespace coai::net
