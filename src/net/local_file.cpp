#include "net/local_file.hpp"

#include "http/failure.hpp"

#include <boost/system/error_code.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <utility>

namespace coai::net {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what, int error) {
    detail::failure failed(errc::file_failed, what);
    failed.file = path;
    if (error != 0)
        failed.cause = boost::system::error_code(error, boost::system::system_category());
    detail::throw_failure(std::move(failed));
}

/// Names that two downloads to the same path do not share, in this process or another.
std::string temporary_name(const std::string& path) {
    std::random_device random;
    char suffix[32];
    std::snprintf(suffix, sizeof suffix, ".%08x%08x.part", random(), random());
    return path + suffix;
}

} // namespace

file_descriptor::file_descriptor(file_descriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

file_descriptor& file_descriptor::operator=(file_descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

bool file_descriptor::close() noexcept {
    const int closing = std::exchange(descriptor_, -1);
    return closing < 0 || ::close(closing) == 0;
}

input_file::input_file(std::string path)
    : path_(std::move(path)),
      // Not to wait for the other end of a pipe, which is refused below.
      file_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat about {};
    if (file_.get() < 0 || ::fstat(file_.get(), &about) != 0)
        fail(path_, "the file cannot be opened", errno);
    if (!S_ISREG(about.st_mode))
        fail(path_, "this is not a regular file", 0);
    size_ = static_cast<std::uint64_t>(about.st_size);
}

std::size_t input_file::read(std::uint64_t offset, std::span<char> into) const {
    std::size_t filled = 0;
    while (filled < into.size()) {
        const ssize_t count = ::pread(file_.get(), into.data() + filled, into.size() - filled,
                                      static_cast<off_t>(offset + filled));
        if (count == 0)
            break;
        if (count > 0)
            filled += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            fail(path_, "the file cannot be read", errno);
    }
    return filled;
}

replacement_file::replacement_file(std::string path)
    : path_(std::move(path)), temporary_(temporary_name(path_)) {
    struct stat there {};
    if (::stat(path_.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
        fail(path_, "this is not a regular file", 0);
    file_ =
        file_descriptor(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file_.get() < 0)
        fail(path_, "the file cannot be created", errno);
}

replacement_file::~replacement_file() {
    if (!committed_)
        ::unlink(temporary_.c_str());
}

void replacement_file::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
        if (count >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            fail(path_, "the file cannot be written", errno);
    }
}

void replacement_file::commit() {
    if (!file_.close())
        fail(path_, "the file cannot be written", errno);
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0)
        fail(path_, "the file cannot be put in its place", errno);
    committed_ = true;
}

std::string read_file(const std::string& path) {
    const input_file file(path);
    std::string bytes(static_cast<std::size_t>(file.size()), '\0');
    bytes.resize(file.read(0, bytes));
    return bytes;
}

void replace_file(const std::string& path, std::span<const std::byte> bytes) {
    replacement_file file(path);
    file.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    file.commit();
}

} // namespace coai::net
