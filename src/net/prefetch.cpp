#include "net/prefetch.hpp"

#include <boost/asio/error.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;

void prefetch::received(std::size_t count, const boost::system::error_code& failed) noexcept {
    begin_ = 0;
    end_ = count;
    const bool is_kept =
        failed && failed != asio::error::eof && failed != asio::error::operation_aborted;
    failed_ = is_kept ? failed.value() : 0;
}

ssize_t prefetch::recv(char* into, std::size_t size) noexcept {
    exhausted_ = false;
    if (allowed_ == 0) {
        held_back_ = true;
        errno = EAGAIN;
        return -1;
    }
    --allowed_;
    if (begin_ != end_) {
        const std::size_t count = std::min(size, end_ - begin_);
        std::memcpy(into, bytes_.data() + begin_, count);
        begin_ += count;
        exhausted_ = begin_ == end_ && end_ < bytes_.size();
        return static_cast<ssize_t>(count);
    }
    if (failed_ != 0) {
        errno = std::exchange(failed_, 0);
        return -1;
    }
    const ssize_t count = ::recv(descriptor_, into, size, 0);
    exhausted_ = count > 0 && static_cast<std::size_t>(count) < size;
    return count;
}

} // namespace coai::net
