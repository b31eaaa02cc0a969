#pragma once

#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <string>

namespace coai::faults {

/// What must never happen, and did.
class violation : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// How often each outcome of a call has come up. Thread-safe.
class outcomes {
public:
    void add(const std::string& outcome) {
        const std::lock_guard lock(mutex_);
        ++counts_[outcome];
        ++total_;
    }

    std::size_t total() const {
        const std::lock_guard lock(mutex_);
        return total_;
    }

    void print(std::ostream& out) const {
        const std::lock_guard lock(mutex_);
        for (const auto& [outcome, count] : counts_)
            out << "  " << outcome << ": " << count << '\n';
        out << "  in all: " << total_ << '\n';
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::size_t> counts_;
    std::size_t total_ = 0;
};

/// The name of what a call has thrown.
/// @throws violation for what no call may throw.
std::string name_of(const std::exception_ptr& thrown);

} // namespace coai::faults
