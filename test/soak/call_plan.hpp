#pragma once

#include "faults/dice.hpp"
#include "testing/dialect.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace coai::soak {

enum class call_kind {
    completion,
    /// A stream that is read to its end, chunk by chunk.
    stream,
    /// A stream that is dropped after some chunks.
    stream_left,
    /// A stream that is read by collect().
    stream_collected,
    embeddings,
    models,
    /// Uploads a small file, looks at it and deletes it.
    file,
};
constexpr std::size_t call_kinds = 7;

/// One call, as chance will have it.
struct call_plan {
    /// @param questions How many there are to choose from.
    call_plan(faults::dice& chance, std::size_t questions);

    /// How long the call may take.
    std::chrono::milliseconds deadline() const;

    call_kind kind;
    testing::dialect shape;
    std::size_t question;
    /// Chunks after which a stream is left.
    std::size_t leave_after;
    std::size_t file_size;
    std::optional<std::chrono::milliseconds> cancel_after;
    /// One that the call may well miss.
    std::optional<std::chrono::milliseconds> short_deadline;
};

} // namespace coai::soak
