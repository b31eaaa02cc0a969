#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace coai::net {

// Files of this computer. Everything here throws file_error, and blocks, so on a call's path it
// belongs on a worker_thread.

/// A descriptor that is closed when its owner goes.
class file_descriptor {
public:
    explicit file_descriptor(int descriptor = -1) noexcept : descriptor_(descriptor) {}
    file_descriptor(file_descriptor&& other) noexcept;
    file_descriptor& operator=(file_descriptor&& other) noexcept;
    ~file_descriptor() { close(); }

    int get() const noexcept { return descriptor_; }
    /// False, with errno set, where bytes that seemed to be written were not.
    bool close() noexcept;

private:
    int descriptor_;
};

/// A regular file that is read.
class input_file {
public:
    explicit input_file(std::string path);

    const std::string& path() const noexcept { return path_; }
    /// When it was opened.
    std::uint64_t size() const noexcept { return size_; }

    /// Fills `into` from that offset on; returns how much there was before the end of the file.
    std::size_t read(std::uint64_t offset, std::span<char> into) const;

private:
    std::string path_;
    file_descriptor file_;
    std::uint64_t size_ = 0;
};

/// A file that is written under a temporary name and takes its place when it is complete. Otherwise
/// nothing is left of it.
class replacement_file {
public:
    /// Refuses a path at which there is something else than a regular file.
    explicit replacement_file(std::string path);
    ~replacement_file();

    replacement_file(const replacement_file&) = delete;
    replacement_file& operator=(const replacement_file&) = delete;

    void write(std::string_view bytes);
    /// Replaces what is at the path.
    void commit();

private:
    std::string path_;
    std::string temporary_;
    file_descriptor file_;
    bool committed_ = false;
};

/// All of a regular file's bytes.
std::string read_file(const std::string& path);

/// Makes the bytes the content of a file, as replacement_file does.
void replace_file(const std::string& path, std::span<const std::byte> bytes);

} // namespace coai::net
