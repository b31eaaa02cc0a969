#pragma once

#include <coai/polling_options.hpp>

#include <functional>

namespace coai::batches {

struct batch;

/// How to wait for a batch.
struct wait_options : polling_options {
    wait_options() noexcept {}

    /// Told of every batch retrieved, the terminal one included. Runs on the coroutine that waits
    /// and must not block; what it throws ends the wait.
    std::function<void(const batch&)> on_progress;
};

} // namespace coai::batches
