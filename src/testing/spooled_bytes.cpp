#include "testing/spooled_bytes.hpp"

#include <boost/system/system_error.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace coai::testing {

namespace {

[[noreturn]] void throw_errno(const char* what) {
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

bool is_zero(std::string_view bytes) noexcept {
    return bytes.empty() || (bytes.front() == '\0' &&
                             std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

} // namespace

spooled_bytes::spooled_bytes() : file_(std::tmpfile()) {
    if (!file_)
        throw_errno("tmpfile");
}

void spooled_bytes::append(std::string_view bytes) {
    const int file = ::fileno(file_.get());
    // Zeros become a hole, which takes neither time nor disk: large files in tests consist of them.
    if (is_zero(bytes)) {
        size_ += bytes.size();
        if (::ftruncate(file, static_cast<off_t>(size_)) != 0)
            throw_errno("ftruncate");
        return;
    }
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (written < 0 && errno != EINTR)
            throw_errno("pwrite");
        const auto count = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
        bytes.remove_prefix(count);
        size_ += count;
    }
}

std::string spooled_bytes::read(std::uint64_t offset, std::size_t count) const {
    if (offset >= size_)
        return {};
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size_ - offset, count)),
                      '\0');
    for (std::size_t filled = 0; filled < bytes.size();) {
        const ssize_t got = ::pread(::fileno(file_.get()), bytes.data() + filled,
                                    bytes.size() - filled, static_cast<off_t>(offset + filled));
        if (got == 0 || (got < 0 && errno != EINTR))
            throw_errno("pread");
        filled += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    }
    return bytes;
}

} // namespace coai::testing
