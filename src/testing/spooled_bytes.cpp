#include "testing/spooled_bytes.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>

namespace coai::testing {

namespace {

[[noreturn]] void throw_errno(const char* what) {
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

void seek(std::FILE* file, std::uint64_t offset) {
    if (::fseeko(file, static_cast<off_t>(offset), SEEK_SET) != 0)
        throw_errno("fseeko");
}

} // namespace

spooled_bytes::spooled_bytes() : file_(std::tmpfile()) {
    if (!file_)
        throw_errno("tmpfile");
}

void spooled_bytes::append(std::string_view bytes) {
    seek(file_.get(), size_);
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
        throw_errno("fwrite");
    size_ += bytes.size();
}

std::string spooled_bytes::read(std::uint64_t offset, std::size_t count) const {
    if (offset >= size_)
        return {};
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size_ - offset, count)),
                      '\0');
    seek(file_.get(), offset);
    if (std::fread(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
        throw_errno("fread");
    return bytes;
}

} // namespace coai::testing
