#include "soak/tally.hpp"

#include <iomanip>
#include <numeric>

namespace coai::soak {

namespace {

constexpr std::size_t kept_failures = 20;
constexpr std::array<const char*, call_kinds> kind_names = {
    "completion", "stream", "stream, left", "stream, collected", "embeddings", "models", "file"};
constexpr std::array<const char*, outcomes> outcome_names = {"answered",  "left",   "cancelled",
                                                             "timed out", "outage", "failed"};

template <class Counts>
void print_row(std::ostream& out, const char* name, const Counts& counts) {
    out << "  " << std::left << std::setw(18) << name << std::right;
    for (const auto& count : counts)
        out << std::setw(11) << count;
    out << '\n';
}

} // namespace

void tally::add(call_kind kind, outcome ended) noexcept {
    ++counts_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(ended)];
}

void tally::add_outage(call_kind kind, const std::string& error) {
    add(kind, outcome::outage);
    ++outage_errors_[error];
}

void tally::add_failure(call_kind kind, const std::string& message) {
    add(kind, outcome::failed);
    if (failures_.size() < kept_failures)
        failures_.push_back(std::string(kind_names[static_cast<std::size_t>(kind)]) + ": " +
                            message);
}

std::uint64_t tally::total() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& row : counts_)
        sum = std::accumulate(row.begin(), row.end(), sum);
    return sum;
}

std::uint64_t tally::total(outcome ended) const noexcept {
    std::uint64_t sum = 0;
    for (const auto& row : counts_)
        sum += row[static_cast<std::size_t>(ended)];
    return sum;
}

void tally::print(std::ostream& out) const {
    print_row(out, "calls", outcome_names);
    std::array<std::uint64_t, outcomes> sums{};
    for (std::size_t kind = 0; kind < call_kinds; ++kind) {
        print_row(out, kind_names[kind], counts_[kind]);
        for (std::size_t i = 0; i < outcomes; ++i)
            sums[i] += counts_[kind][i];
    }
    print_row(out, "all", sums);
    if (!outage_errors_.empty())
        out << "errors of outages\n";
    for (const auto& [error, count] : outage_errors_)
        out << std::setw(11) << count << "  " << error << '\n';
}

} // namespace coai::soak
