#include "net/buffer_stock.hpp"

#include <utility>

namespace coai::net {

namespace {

/// A thread reads from one connection at a time; what more there is comes from responses that
/// nobody reads on, or from bursts.
constexpr std::size_t most_kept = 16;

} // namespace

buffer_stock::buffer_stock() { unused_.reserve(most_kept); }

buffer_stock::buffer buffer_stock::take() {
    {
        std::lock_guard lock(mutex_);
        if (!unused_.empty()) {
            buffer newest = std::move(unused_.back());
            unused_.pop_back();
            return newest;
        }
    }
    return std::make_unique_for_overwrite<char[]>(buffer_size);
}

void buffer_stock::put(buffer unused) noexcept {
    std::lock_guard lock(mutex_);
    if (unused && unused_.size() < most_kept)
        unused_.push_back(std::move(unused));
}

} // namespace coai::net
