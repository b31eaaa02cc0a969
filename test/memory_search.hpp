#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

namespace coai::test {

/// Counts how often a text stands in the memory that this process can write to, freed memory
/// included. The text is given from back to front, so that the search does not find itself.
class memory_search {
public:
    explicit memory_search(std::string backwards) : backwards_(std::move(backwards)) {
        // Shared, which no other memory of the process is, and so told from what is searched.
        void* const shared =
            ::mmap(nullptr, window_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        memory_ = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
        if (shared == MAP_FAILED || memory_ < 0)
            throw std::runtime_error("cannot read this process's memory");
        window_ = static_cast<char*>(shared);
    }
    memory_search(const memory_search&) = delete;
    memory_search& operator=(const memory_search&) = delete;
    ~memory_search() {
        ::close(memory_);
        ::munmap(window_, window_size);
    }

    std::size_t count() const {
        std::size_t found = 0;
        std::ifstream mappings("/proc/self/maps");
        for (std::string line; std::getline(mappings, line);) {
            std::uint64_t begin = 0;
            std::uint64_t end = 0;
            char access[5] = {};
            if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, access) == 3 &&
                std::strcmp(access, "rw-p") == 0)
                found += count_between(begin, end);
        }
        return found;
    }

private:
    std::size_t count_between(std::uint64_t begin, std::uint64_t end) const {
        std::size_t found = 0;
        std::size_t kept = 0; // of the window before, too short for the whole text
        while (begin < end) {
            const auto wanted = std::min<std::uint64_t>(window_size - kept, end - begin);
            const ssize_t got = ::pread(memory_, window_ + kept, wanted, static_cast<off_t>(begin));
            if (got <= 0)
                break;
            begin += static_cast<std::uint64_t>(got);
            const std::size_t size = kept + static_cast<std::size_t>(got);
            found += count_in_window(size);
            kept = std::min(size, backwards_.size() - 1);
            std::memmove(window_, window_ + size - kept, kept);
        }
        return found;
    }

    std::size_t count_in_window(std::size_t size) const {
        std::size_t found = 0;
        const char* const end = window_ + size;
        for (const char* at = window_;; ++at) {
            at = std::search(at, static_cast<const char*>(end), backwards_.rbegin(),
                             backwards_.rend());
            if (at == end)
                return found;
            ++found;
        }
    }

    static constexpr std::size_t window_size = 1024 * 1024;

    std::string backwards_;
    int memory_ = -1;
    char* window_ = nullptr;
};

} // namespace coai::test
