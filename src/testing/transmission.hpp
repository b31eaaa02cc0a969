#pragma once

#include <coai/testing/fault.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace coai::testing {

/// A part of a response: what is done with it, in this order.
struct segment {
    segment() {}
    explicit segment(std::string text) : bytes(std::move(text)) {}

    std::chrono::microseconds wait{0};
    std::string bytes;
    /// How often they are sent; fault::all is without end.
    std::uint64_t times = 1;
    /// The response ends here, whatever follows.
    std::optional<ending> end;
};

/// What is done to send a response. The passes below turn the events of a body into one, step by
/// step and without I/O.
using transmission = std::vector<segment>;

/// Bytes of all segments, as often as they are sent, and those included that an ending keeps from
/// that.
std::uint64_t size_of(const transmission& parts) noexcept;

/// Applies the steps at points counted in events, where every segment is an event.
transmission apply_event_steps(transmission events, std::span<const fault::step> steps);

/// Applies the steps at points counted in `counted_in`, which is a kind of bytes. Bytes that are
/// sent several times stay together: what would happen within them happens behind them.
transmission apply_byte_steps(transmission parts, std::span<const fault::step> steps,
                              point::unit counted_in);

/// Replaces every LF by CR LF.
void end_lines_with_crlf(transmission& parts);

/// Puts the body into HTTP chunks, one for each segment or, where `chunk_size` is not 0, several of
/// that size, and adds the last chunk.
void frame_as_chunks(transmission& body, std::size_t chunk_size);

/// Joins segments between which nothing happens.
void coalesce(transmission& parts);

} // namespace coai::testing
