#pragma once

#include <chrono>

namespace coai {

/// How to ask a server again and again until something has happened there: a batch is done, a file
/// can be used.
struct polling_options {
    polling_options() noexcept {}

    /// Pause after the first look. At least 1 ms.
    std::chrono::milliseconds interval{5'000};
    /// Factor by which each pause is longer than the one before. At least 1.
    double growth = 1.5;
    /// Longest pause, but for one that the server asks for (`openai-poll-after-ms`,
    /// `retry-after-ms`, `retry-after`): its wish is respected up to
    /// retry_options::max_retry_after.
    std::chrono::milliseconds max_interval{30'000};
    /// How long to wait at most; zero is for ever. It ends a look under way, and the wait is over
    /// as soon as no further look would begin in time.
    std::chrono::milliseconds deadline{0};
    /// Looks in a row that may fail for a reason that passes (one that retry_options call worth a
    /// retry, each after its own retries).
    unsigned max_failures = 5;
};

} // namespace coai
