#include "api/local_file.hpp"

#include "http/failure.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <string_view>
#include <utility>

namespace coai::api {

namespace {

[[noreturn]] void fail(std::string_view what, const std::string& path, int system_error) {
    detail::failure failed(errc::invalid_request, std::string(what));
    failed.message += " \"" + path + '"';
    failed.option = "path";
    failed.cause = boost::system::error_code(system_error, boost::system::system_category());
    detail::throw_failure(std::move(failed));
}

class descriptor {
public:
    explicit descriptor(int number) noexcept : number_(number) {}
    ~descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    int get() const noexcept { return number_; }
    /// Whether all is well to the end: some file systems report a full disk only here.
    bool close() noexcept { return ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_;
};

/// A file under a name of its own that is gone at the end, unless it was renamed.
class new_file {
public:
    explicit new_file(const std::string& beside) : file_(create(beside)) {}
    ~new_file() {
        if (!path_.empty()) {
            ::unlink(path_.c_str());
        }
    }
    new_file(const new_file&) = delete;
    new_file& operator=(const new_file&) = delete;

    bool write(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR) {
                return false;
            }
            bytes = bytes.subspan(written < 0 ? 0 : static_cast<std::size_t>(written));
        }
        return true;
    }

    bool rename_to(const std::string& path) {
        if (!file_.close() || ::rename(path_.c_str(), path.c_str()) != 0) {
            return false;
        }
        path_.clear();
        return true;
    }

private:
    int create(const std::string& beside) {
        constexpr int attempts = 16;
        constexpr mode_t all_that_umask_allows = 0666;
        std::random_device random;
        for (int attempt = 1;; ++attempt) {
            std::string path = beside + ".new-" + std::to_string(random());
            const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                    all_that_umask_allows);
            if (file >= 0) {
                path_ = std::move(path);
                return file;
            }
            if (errno != EEXIST || attempt == attempts) {
                fail("cannot write", beside, errno);
            }
        }
    }

    std::string path_;
    descriptor file_;
};

} // namespace

std::string read_file(const std::string& path) {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        fail("cannot read", path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        fail("cannot read", path, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
    }
    // One more, so that the end is seen without another round.
    std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
    std::size_t size = 0;
    for (;;) {
        const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno != EINTR) {
            fail("cannot read", path, errno);
        }
        if (got == 0) {
            bytes.resize(size);
            return bytes;
        }
        size += got < 0 ? 0 : static_cast<std::size_t>(got);
        if (size == bytes.size()) {
            bytes.resize(2 * size); // it is growing
        }
    }
}

void replace_file(const std::string& path, std::span<const std::byte> bytes) {
    new_file file(path);
    if (!file.write(bytes) || !file.rename_to(path)) {
        fail("cannot write", path, errno);
    }
}

} // namespace coai::api
