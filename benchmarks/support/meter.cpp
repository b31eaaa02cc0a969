#include "support/meter.hpp"

#include "support/allocation_counter.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace bench {

namespace {

double microseconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

double cpu_us() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return microseconds(used.ru_utime) + microseconds(used.ru_stime);
}

} // namespace

void meter::start() {
    cpu_us_ = cpu_us();
    started_ = std::chrono::steady_clock::now();
    allocations_ = allocations();
}

void meter::stop(boost::json::object& result) const {
    const std::uint64_t allocated = allocations() - allocations_;
    const auto wall = std::chrono::steady_clock::now() - started_;
    result["cpu_us"] = cpu_us() - cpu_us_;
    result["wall_us"] = std::chrono::duration<double, std::micro>(wall).count();
    result["allocations"] = allocated;
}

std::size_t resident_kib() {
    std::ifstream statm("/proc/self/statm");
    std::size_t total_pages = 0;
    std::size_t resident_pages = 0;
    statm >> total_pages >> resident_pages;
    return resident_pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

} // namespace bench
