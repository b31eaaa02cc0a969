#pragma once

#include <chrono>
#include <functional>

namespace coai::batches {

struct batch;

/// How to wait for a batch.
struct wait_options {
    wait_options() noexcept {}

    /// Pause after the first retrieval of a batch that is not terminal. At least 1 ms.
    std::chrono::milliseconds interval{5'000};
    /// Factor by which each pause is longer than the one before. At least 1.
    double growth = 1.5;
    /// Longest pause, but for one that the server asks for (`openai-poll-after-ms`,
    /// `retry-after-ms`, `retry-after`): its wish is respected up to
    /// retry_options::max_retry_after.
    std::chrono::milliseconds max_interval{30'000};
    /// How long to wait at most; zero is for ever. It ends a retrieval under way, and the wait is
    /// over as soon as no further retrieval would begin in time.
    std::chrono::milliseconds deadline{0};
    /// Retrievals in a row that may fail for a reason that passes (one that retry_options call
    /// worth a retry, each after its own retries).
    unsigned max_failures = 5;
    /// Told of every batch retrieved, the terminal one included. Runs on the coroutine that waits
    /// and must not block; what it throws ends the wait.
    std::function<void(const batch&)> on_progress;
};

} // namespace coai::batches
