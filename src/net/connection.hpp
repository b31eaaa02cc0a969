#pragma once

#include "http/cleansing_string.hpp"
#include "net/buffer_stock.hpp"
#include "net/session_cache.hpp"
#include "net/transport.hpp"
#include "net/watchdog.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace coai::net {

/// A transport with the buffer it receives into, the text it sends, and its watchdog. Used by one
/// call at a time.
class connection {
public:
    /// `sessions` is kept alive for as long as the transport may offer new sessions to it.
    connection(coai::net::transport connected, const boost::asio::any_io_executor& executor,
               std::shared_ptr<buffer_stock> buffers,
               std::shared_ptr<session_cache> sessions = nullptr);
    ~connection();

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Sends what can be sent without waiting, and takes it off `text`: done when that was all.
    /// @throws as write().
    io_result write_some(std::string_view& text);

    /// Sends all of `text`. An error is returned, for the peer may have answered before it stopped
    /// reading.
    /// @throws timeout_error when the watchdog's deadline passed, and operation_aborted.
    boost::asio::awaitable<boost::system::error_code> write(std::string_view text);

    /// Receives more; received() must have been consumed. asio::error::eof at an orderly end.
    /// @throws as write().
    boost::asio::awaitable<boost::system::error_code> fill();

    /// The same without waiting; nothing if that is what it takes.
    /// @throws as write().
    std::optional<boost::system::error_code> try_fill();

    /// Waits until there is something for try_fill(), or until the watchdog has something against
    /// that. For what cannot have come yet, this saves a vain attempt to read it.
    /// @throws operation_aborted when the coroutine is cancelled.
    boost::asio::awaitable<void> readable();

    /// Receives what is there already, without waiting; true if there is something to consume. An
    /// end is left for fill() to find.
    bool poll();

    /// What was received and not consumed.
    std::string_view received() const noexcept { return {buffer_.get() + begin_, end_ - begin_}; }
    void consume(std::size_t count) noexcept { begin_ += count; }

    /// Does without a buffer until the next read; received() must have been consumed.
    void release_buffer() noexcept { buffers_->put(std::move(buffer_)); }

    /// Throws what the watchdog has against further use, if anything.
    void check_watchdog() const;

    /// Whether a request may be sent on it now: nothing unread, and the peer has not hung up.
    bool is_idle() noexcept;

    /// Whether all is read that has been received: what is_idle() tells without asking the socket.
    bool nothing_follows() const noexcept;

    /// Closes; `in_order` tells whether the last exchange ended well.
    void close(bool in_order) noexcept;

    coai::net::transport& transport() noexcept { return transport_; }
    const coai::net::transport& transport() const noexcept { return transport_; }
    const std::shared_ptr<coai::net::watchdog>& watchdog() const noexcept { return watchdog_; }
    const std::shared_ptr<session_cache>& sessions() const noexcept { return sessions_; }

    /// The request on its way, kept for its capacity.
    http::cleansing_string outgoing;
    /// Calls that it has served.
    std::uint64_t served = 0;
    /// Whether, while it is idle, its watchdog's timer may run: true until the pool has stopped it.
    bool has_timer_running = true;

private:
    io_result read();

    std::shared_ptr<session_cache> sessions_; // before the transport, which refers to it
    coai::net::transport transport_;
    std::shared_ptr<coai::net::watchdog> watchdog_;
    std::shared_ptr<buffer_stock> buffers_;
    buffer_stock::buffer buffer_; // none while nothing is received
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    io_result::status wanted_ = io_result::status::want_read; // what try_fill() waits for
    unsigned fills_without_wait_ = 0;
};

} // namespace coai::net
