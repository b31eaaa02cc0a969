#include "soak/resource_record.hpp"

#include "open_descriptors.hpp"
#include "resident_memory.hpp"

#include <algorithm>

namespace coai::soak {

using seconds = std::chrono::duration<double>;

void resource_record::take() {
    sample taken;
    taken.time = seconds(std::chrono::steady_clock::now() - started_).count();
    taken.memory = static_cast<double>(test::process_memory("VmRSS"));
    taken.descriptors = test::open_descriptors();
    samples_.push_back(taken);
}

std::vector<resource_record::sample>::const_iterator resource_record::after(seconds warm_up) const {
    return std::find_if(samples_.begin(), samples_.end(),
                        [&](const sample& each) { return each.time >= warm_up.count(); });
}

double resource_record::first_memory(seconds warm_up) const {
    const auto first = after(warm_up);
    return first == samples_.end() ? 0 : first->memory;
}

double resource_record::last_memory() const {
    return samples_.empty() ? 0 : samples_.back().memory;
}

double resource_record::memory_growth(seconds warm_up) const {
    const auto first = after(warm_up);
    const auto count = static_cast<double>(samples_.end() - first);
    if (count < 2)
        return 0;
    double mean_time = 0;
    double mean_memory = 0;
    for (auto each = first; each != samples_.end(); ++each) {
        mean_time += each->time / count;
        mean_memory += each->memory / count;
    }
    double shared = 0;
    double spread = 0;
    for (auto each = first; each != samples_.end(); ++each) {
        shared += (each->time - mean_time) * (each->memory - mean_memory);
        spread += (each->time - mean_time) * (each->time - mean_time);
    }
    const double duration = samples_.back().time - first->time;
    return 100 * shared / spread * duration / mean_memory;
}

std::chrono::seconds resource_record::duration() const {
    const double last = samples_.empty() ? 0 : samples_.back().time;
    return std::chrono::duration_cast<std::chrono::seconds>(seconds(last + 0.5));
}

std::ptrdiff_t resource_record::most_descriptors() const {
    std::ptrdiff_t most = 0;
    for (const sample& each : samples_)
        most = std::max(most, each.descriptors);
    return most;
}

} // namespace coai::soak
