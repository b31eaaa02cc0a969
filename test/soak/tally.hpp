#pragma once

#include "soak/call_plan.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace coai::soak {

/// How a call may end.
enum class outcome {
    answered,
    left,
    cancelled,
    /// It has missed a short deadline.
    timed_out,
    /// The server was away.
    outage,
    /// It ended in a way that it must not.
    failed,
};
constexpr std::size_t outcomes = 6;

/// The calls of a run by kind and outcome. Of one thread.
class tally {
public:
    void add(call_kind kind, outcome ended) noexcept;
    /// An error that an outage explains, by its name.
    void add_outage(call_kind kind, const std::string& error);
    /// Keeps the first few of the messages.
    void add_failure(call_kind kind, const std::string& message);

    std::uint64_t total() const noexcept;
    std::uint64_t total(outcome ended) const noexcept;
    const std::vector<std::string>& failures() const noexcept { return failures_; }

    void print(std::ostream& out) const;

private:
    std::array<std::array<std::uint64_t, outcomes>, call_kinds> counts_{};
    std::map<std::string, std::uint64_t> outage_errors_;
    std::vector<std::string> failures_;
};

} // namespace coai::soak
