#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace coai::testing {

/// Bytes that are kept on disk, in a file without a name that goes with its owner, so that many of
/// them cost no memory. Not thread-safe.
class spooled_bytes {
public:
    /// @throws boost::system::system_error, as all that follows, when the disk fails.
    spooled_bytes();

    void append(std::string_view bytes);
    /// At most `count` bytes from `offset` on; fewer at the end.
    std::string read(std::uint64_t offset, std::size_t count) const;
    std::uint64_t size() const noexcept { return size_; }

private:
    struct close_file {
        // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): this is what owns it
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    std::unique_ptr<std::FILE, close_file> file_;
    std::uint64_t size_ = 0;
};

} // namespace coai::testing
