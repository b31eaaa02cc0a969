#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace coai::soak {

/// What a run is told.
struct settings {
    settings() {}

    std::chrono::seconds duration{1800};
    std::size_t callers = 500;
    std::uint64_t seed = 1;
    /// Between two calls of a caller, on average.
    std::chrono::milliseconds pause{1500};
    /// Of each of the two pools.
    std::size_t connections = 96;

    /// The program coai-emulator.
    std::string emulator;
    /// Whether nginx stands before it, and speaks TLS.
    bool proxy = true;
    std::chrono::seconds reload_every{10};
    std::chrono::seconds restart_every{25};
};

} // namespace coai::soak
