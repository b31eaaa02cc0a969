#pragma once

#include "faults/outcomes.hpp"

#include <coai/testing/emulator.hpp>

#include <cstdint>
#include <string>

namespace coai::faults {

/// Runs what a seed stands for: some calls, plain and streamed, one after the other and side by
/// side, with clocks, retries and cancellations of the seed's choice, over a link with its faults.
class campaign {
public:
    /// @param threads Threads that run the context of a seed's client.
    explicit campaign(unsigned threads);

    /// @throws violation naming what has happened that must not.
    void run(std::uint64_t seed);

    /// What is left of all runs.
    /// @throws violation where connections are.
    void finish();

    const outcomes& results() const noexcept { return results_; }

private:
    testing::emulator_options options() const;

    unsigned threads_;
    testing::emulator server_;
    /// The answer that nothing has happened to.
    std::string expected_;
    outcomes results_;
};

} // namespace coai::faults
