#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace coai::faults {

/// What chance decides about a run; the same for the same seed on every machine.
class dice {
public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}

    /// Below `bound`. The slight preference for small numbers does not matter here.
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
    bool one_in(std::size_t count) { return below(count) == 0; }

private:
    std::mt19937_64 engine_; // its numbers are laid down by the standard, unlike a distribution's
};

} // namespace coai::faults
