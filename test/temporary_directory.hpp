#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>

namespace coai::test {

/// A directory of a test's own, which is gone with all that is in it at the end.
class temporary_directory {
public:
    temporary_directory() {
        path_ = (std::filesystem::temp_directory_path() / "coai-test-XXXXXX").string();
        if (::mkdtemp(path_.data()) == nullptr) {
            throw std::runtime_error("cannot make a directory for the test");
        }
    }
    ~temporary_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;

    /// The path of a file in it.
    std::string path(const std::string& name) const { return path_ + '/' + name; }

    /// How many files and directories are in it.
    std::size_t files() const {
        const std::filesystem::directory_iterator begin(path_);
        return static_cast<std::size_t>(std::distance(begin, {}));
    }

private:
    std::string path_;
};

} // namespace coai::test
