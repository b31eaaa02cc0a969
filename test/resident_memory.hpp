#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace coai::test {

/// A line of /proc/self/status, such as "VmRSS", in bytes; 0 where the system does not tell.
inline std::uint64_t process_memory(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == name + ':') {
            std::uint64_t in_kib = 0;
            status >> in_kib;
            return in_kib * 1024;
        }
    }
    return 0;
}

/// What this process holds more of main memory than when this was made, at the most.
class memory_growth {
public:
    memory_growth() {
        std::ofstream("/proc/self/clear_refs")
            << "5"; // starts the kernel's record of the peak anew
        before_ = process_memory("VmRSS");
    }

    /// In bytes; 0 where the system does not tell.
    std::uint64_t peak() const {
        const std::uint64_t most = process_memory("VmHWM");
        return most > before_ ? most - before_ : 0;
    }

private:
    std::uint64_t before_ = 0;
};

} // namespace coai::test
