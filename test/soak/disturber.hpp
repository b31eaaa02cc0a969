#pragma once

#include "soak/servers.hpp"
#include "soak/settings.hpp"

#include "faults/dice.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace coai::soak {

/// Restarts the emulator and reloads nginx, again and again until it is stopped, on a thread of its
/// own: what it waits for must not hold up the client.
class disturber {
public:
    disturber(servers& disturbed, const settings& chosen);

    /// Ends what it is at, with the servers serving.
    void stop();

    unsigned restarts() const noexcept { return restarts_; }
    /// What went wrong; empty if nothing did. After stop().
    const std::string& failure() const noexcept { return failure_; }

private:
    void run(const std::stop_token& stopped);

    servers& servers_;
    std::chrono::seconds reload_every_;
    std::chrono::seconds restart_every_;
    faults::dice chance_;
    std::atomic<unsigned> restarts_{0};
    std::string failure_;
    std::jthread thread_; // last, since it uses the others
};

} // namespace coai::soak
