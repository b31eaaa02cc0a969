#pragma once

#include "soak/settings.hpp"

#include "interop/proxy/child_process.hpp"
#include "interop/proxy/front.hpp"
#include "testing/dialect.hpp"

#include <coai/options.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace coai::soak {

/// A moment, as far as outages are concerned.
struct outage_mark {
    outage_mark(std::uint64_t begun_so_far, bool is_on) : begun(begun_so_far), on(is_on) {}

    /// Outages so far.
    std::uint64_t begun;
    /// Whether one is on.
    bool on;
};

/// The emulator, in a process of its own so that its memory is not the client's, and nginx before
/// it. One thread may disturb them while others ask for marks.
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
    bool has_proxy() const noexcept { return proxy_ != nullptr; }

    outage_mark mark() const noexcept { return {begun_.load(), on_.load()}; }
    /// Whether the server was away at some time since then.
    bool was_away_since(const outage_mark& earlier) const noexcept {
        return earlier.on || begun_.load() != earlier.begun;
    }

private:
    void start();

    std::string program_;
    std::uint16_t port_;
    proxy::temporary_folder folder_;
    std::optional<proxy::child_process> emulator_;
    std::unique_ptr<proxy::front> proxy_;
    std::atomic<std::uint64_t> begun_{0};
    std::atomic<bool> on_{false};
};

} // namespace coai::soak
