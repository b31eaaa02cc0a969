#pragma once

#include "soak/answer_key.hpp"
#include "soak/call_plan.hpp"
#include "soak/servers.hpp"
#include "soak/tally.hpp"

#include "faults/dice.hpp"

#include <coai/client.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>

namespace coai::soak {

/// What all callers of a run share.
struct workload {
    workload(const servers& asked, std::chrono::milliseconds pause_between)
        : key(512), up(asked), pause(pause_between) {}

    const client& client_for(testing::dialect shape) const {
        return shape == testing::dialect::gemini ? *gemini : *openai;
    }

    answer_key key;
    const servers& up;
    std::chrono::milliseconds pause;
    std::optional<client> gemini;
    std::optional<client> openai;
    tally results;
    /// Calls for files by the outages that there had been when they began.
    std::map<std::uint64_t, std::size_t> file_calls;
    /// Seconds in which this process ran. A clock would also count those in which a machine under
    /// load did not let it, and that is no failure of the library's.
    std::uint64_t seconds = 0;
    /// How often it was not let for long.
    std::uint64_t stalls = 0;
    /// No new calls.
    bool stopping = false;
};

/// Makes one call after the other, of all kinds, with pauses between them.
class caller {
public:
    using clock = std::chrono::steady_clock;

    caller(workload& shared, std::uint64_t seed) : shared_(shared), chance_(seed) {}

    /// Calls until the workload is stopping. This must outlive it.
    boost::asio::awaitable<void> run();

    /// Whether it is in a call that should have ended long ago.
    bool hangs() const;
    bool is_in_call() const noexcept { return under_way_; }

private:
    boost::asio::awaitable<void> call_once();
    boost::asio::awaitable<void> make_planned_call(const call_plan& plan);
    void judge(const call_plan& plan, const std::exception_ptr& thrown, bool left) const;
    bool is_explained(const call_plan& plan, const std::exception_ptr& thrown) const;
    bool shares_ids() const;

    workload& shared_;
    faults::dice chance_;
    clock::time_point begun_;
    moment begin_{0, false};
    /// Whether the call under way may meet files of a server that is no more, see shares_ids().
    bool shares_ids_ = false;
    bool under_way_ = false;
    /// Of the workload.
    std::uint64_t begin_stalls_ = 0;
    /// By the workload's seconds.
    std::uint64_t must_end_at_ = 0;
};

} // namespace coai::soak
