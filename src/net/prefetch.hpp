#pragma once

#include <boost/system/error_code.hpp>

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <span>

namespace coai::net {

/// What comes over a socket, of which the beginning is received by the very wait for it: to wait
/// for a read costs Asio no call of the system, as to wait for readiness does, and a short message
/// is then here already.
class prefetch {
public:
    explicit prefetch(int descriptor) noexcept : descriptor_(descriptor) {}
    prefetch(const prefetch&) = delete;
    prefetch& operator=(const prefetch&) = delete;

    int descriptor() const noexcept { return descriptor_; }

    /// Where a wait may receive to, while empty().
    std::span<char> room() noexcept { return bytes_; }

    /// What the wait came to; an end is not kept, since the socket tells of it again.
    void received(std::size_t count, const boost::system::error_code& failed) noexcept;

    bool empty() const noexcept { return begin_ == end_ && failed_ == 0; }

    /// How many recv() from now on may give out something. Those after them say EAGAIN, as if
    /// nothing had come.
    void allow(unsigned receives) noexcept {
        allowed_ = receives;
        held_back_ = false;
    }

    /// Whether a recv() said EAGAIN since no more were allowed.
    bool held_back() const noexcept { return held_back_; }

    /// Like recv(2), but gives out first what is here.
    ssize_t recv(char* into, std::size_t size) noexcept;

    /// Whether the last recv() has got all that had come by then.
    bool exhausted() const noexcept { return exhausted_; }

private:
    int descriptor_;
    std::array<char, 2048> bytes_; // an answer or some chunks, as a rule; not set to zero
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    int failed_ = 0; // the errno that the wait ended with
    unsigned allowed_ = 0;
    bool held_back_ = false;
    bool exhausted_ = false;
};

} // namespace coai::net
