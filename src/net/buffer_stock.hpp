#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace coai::net {

/// Buffers to receive into, kept for whoever needs one next. A connection holds one only while
/// there is something in it, so that thousands that wait get by with a few. Thread-safe.
class buffer_stock {
public:
    /// Room for one TLS record, the most that one read can yield.
    static constexpr std::size_t buffer_size = 16 * 1024;

    using buffer = std::unique_ptr<char[]>;

    buffer_stock();

    buffer take();
    void put(buffer unused) noexcept;

private:
    std::mutex mutex_;
    std::vector<buffer> unused_;
};

} // namespace coai::net
