#pragma once

#include <cstddef>
#include <cstdint>

namespace coai {

/// What a client's connection pool holds now, and what it did so far.
struct pool_statistics {
    /// Connections open now: idle and in use.
    std::size_t open = 0;
    /// Connections that wait to be used again.
    std::size_t idle = 0;
    /// Connections that carry a call.
    std::size_t in_use = 0;
    /// Connections being made.
    std::size_t dialing = 0;
    /// Calls that wait for a connection, one being made for them or not.
    std::size_t waiting = 0;

    /// Connections made so far.
    std::uint64_t created = 0;
    /// Calls that were served by a connection that had served one before.
    std::uint64_t reused = 0;
    /// TLS handshakes completed.
    std::uint64_t handshakes = 0;
    /// Those of them that resumed an earlier session.
    std::uint64_t resumed = 0;
};

} // namespace coai
