#pragma once

#include <coai/headers.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace coai {

/// One kind of quota as a server reports it in its `x-ratelimit-*` headers.
struct rate_limit {
    /// The most that the window allows, for example requests a minute.
    std::optional<std::int64_t> limit;
    /// What is left of it.
    std::optional<std::int64_t> remaining;
    /// Time until the window is full again. Read from every form that servers send: Go durations
    /// ("1m2.5s", "6ms"), seconds, and points in time as epoch seconds or milliseconds.
    std::optional<std::chrono::milliseconds> reset;

    /// True when the server said nothing about this quota.
    bool empty() const noexcept { return !limit && !remaining && !reset; }
};

/// The rate limits that a response carries; servers that send none (Gemini) leave both empty.
struct rate_limits {
    rate_limit requests;
    rate_limit tokens;
};

/// Reads the `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` headers. Where those are
/// absent, the ones whose names end in `-minute` or `-day` count, and for requests those without
/// `-requests`, with or without `x-`.
rate_limits read_rate_limits(const headers& response_headers);

/// Where the time of a call went. Every duration but `total` belongs to the last attempt.
struct timings {
    using duration = std::chrono::steady_clock::duration;

    /// From asking the pool to holding a connection; includes the dial when one was needed.
    duration acquire{};
    /// From sending the request to the first byte of the response.
    duration first_byte{};
    /// From the start of the call to its result, all attempts and pauses included. For a stream:
    /// to the response's head.
    duration total{};
};

/// What HTTP says about a result: reachable from every completion, stream and api_error.
struct response_info {
    /// HTTP status code; 0 when no response arrived.
    unsigned status = 0;
    /// All response headers, in the order received.
    coai::headers headers;
    /// The server's name for this request (`x-request-id`, `apim-request-id`), or empty.
    std::string request_id;
    /// Attempts made, the successful one included. A replay on a fresh connection after a stale
    /// keep-alive connection broke does not count.
    unsigned attempts = 0;
    /// True when the last attempt ran over a connection that had served a request before.
    bool connection_reused = false;
    coai::timings timings;

    /// The rate limits in `headers`.
    coai::rate_limits rate_limits() const { return read_rate_limits(headers); }
};

/// A response as it came, of a call whose kind this library has no types for.
struct raw_response {
    /// The body, decompressed.
    std::string body;
    response_info response;
};

} // namespace coai
