#pragma once

#include "soak/settings.hpp"

#include "interop/proxy/child_process.hpp"
#include "interop/proxy/front.hpp"
#include "temporary_directory.hpp"
#include "testing/dialect.hpp"

#include <coai/options.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace coai::soak {

/// A moment, as far as outages are concerned.
struct moment {
    moment(std::uint64_t outages_so_far, bool in_outage)
        : outages(outages_so_far), outage(in_outage) {}

    std::uint64_t outages;
    /// Whether one is on.
    bool outage;
};

/// The emulator, in a process of its own so that its memory is not the client's, and nginx before
/// it. One thread may disturb them while others look at the time.
class servers {
public:
    explicit servers(const settings& chosen);

    /// Options for a client.
    client_options options_for(testing::dialect shape) const;

    /// Kills the emulator and, after a while, starts it again on the same port; ends when it
    /// serves.
    /// @param abruptly Whether it gets no chance to end in order.
    void restart(std::chrono::milliseconds away, bool abruptly);
    /// Has nginx replace its workers; without it, nothing.
    void reload();
    std::uint64_t reloads() const noexcept { return reloads_.load(); }

    moment now() const noexcept { return {outages_.load(), outage_.load()}; }
    /// Whether the server was away at some time since then.
    bool was_away_since(const moment& earlier) const noexcept {
        return earlier.outage || outages_.load() != earlier.outages;
    }

private:
    void start();

    std::string program_;
    std::uint16_t port_;
    test::temporary_directory folder_;
    std::optional<proxy::child_process> emulator_;
    std::unique_ptr<proxy::front> proxy_;
    std::atomic<std::uint64_t> outages_{0};
    std::atomic<bool> outage_{false};
    std::atomic<std::uint64_t> reloads_{0};
};

} // namespace coai::soak
