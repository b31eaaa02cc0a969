#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace coai::soak {

/// What this process holds, second by second.
class resource_record {
public:
    /// Takes the memory for `samples`, so that the record itself is no growth.
    explicit resource_record(std::size_t samples) { samples_.reserve(samples); }

    void take();

    /// Resident memory in bytes, of the first sample after the warm-up and of the last.
    /// @{
    double first_memory(std::chrono::duration<double> warm_up) const;
    double last_memory() const;
    /// @}
    /// How much of its mean the resident memory grew between the warm-up and the last sample, along
    /// the line that fits best, in percent.
    double memory_growth(std::chrono::duration<double> warm_up) const;
    std::ptrdiff_t most_descriptors() const;
    /// From the first sample to the last.
    std::chrono::seconds duration() const;

private:
    struct sample {
        /// In seconds, since the first.
        double time = 0;
        double memory = 0;
        std::ptrdiff_t descriptors = 0;
    };

    std::vector<sample>::const_iterator after(std::chrono::duration<double> warm_up) const;

    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::vector<sample> samples_;
};

} // namespace coai::soak
