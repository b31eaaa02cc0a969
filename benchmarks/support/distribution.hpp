#pragma once

#include <boost/json/object.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace bench {

/// Durations, of which the median and the slow end are told.
class distribution {
public:
    void reserve(std::size_t count) { microseconds_.reserve(count); }

    void add(std::chrono::steady_clock::duration sample) {
        microseconds_.push_back(std::chrono::duration<float, std::micro>(sample).count());
    }

    boost::json::object summary() {
        boost::json::object result;
        result["count"] = microseconds_.size();
        if (microseconds_.empty())
            return result;
        std::sort(microseconds_.begin(), microseconds_.end());
        result["p50_us"] = at(0.5);
        result["p90_us"] = at(0.9);
        result["p99_us"] = at(0.99);
        result["max_us"] = microseconds_.back();
        return result;
    }

private:
    float at(double share) const {
        const auto last = static_cast<double>(microseconds_.size() - 1);
        return microseconds_[static_cast<std::size_t>(last * share)];
    }

    std::vector<float> microseconds_;
};

} // namespace bench
