#pragma once

#include "net/openssl_handles.hpp"
#include "net/prefetch.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace coai::net {

/// What a read or write that does not block came to.
struct io_result {
    enum class status {
        /// `count` bytes were moved, at least one.
        done,
        /// Try again when the socket is readable.
        want_read,
        /// Try again when the socket is writable.
        want_write,
        /// The peer ended the stream in order.
        end,
        /// The stream broke; `error` says how.
        failed,
    };

    status outcome = status::failed;
    std::size_t count = 0;
    boost::system::error_code error;
};

/// A connected, non-blocking socket, plain or under TLS.
///
/// OpenSSL reads and writes the descriptor itself, which saves the copies and the buffers of a BIO
/// pair; Asio only tells when the descriptor is ready. An operation is tried first and waited for
/// only if it has to be, so data that is already there costs no suspension. OpenSSL reads ahead: a
/// record's header and the rest of it, and what follows, come with one read.
///
/// An operation ends after a bounded number of receives, whatever comes, so that no peer can keep
/// the thread for itself.
class transport {
public:
    explicit transport(boost::asio::ip::tcp::socket socket);
    transport(transport&&) noexcept = default;
    transport& operator=(transport&&) noexcept = default;
    ~transport() = default;

    /// Puts TLS over the socket. `ssl` is fresh and set to connect or accept.
    void start_tls(ssl_ptr ssl);

    /// One step of the TLS handshake.
    io_result try_handshake();
    io_result try_read(std::span<char> into);
    io_result try_write(std::string_view from);

    /// Whether something received waits here or within OpenSSL, where the socket does not tell of
    /// it.
    bool has_pending() const noexcept {
        return !received_->empty() || (ssl_ && SSL_has_pending(ssl_.get()) != 0);
    }

    /// Whether the last read has taken all that had come by then, so that to wait is better than to
    /// try again. Only a hint: more may have come since.
    bool drained() const noexcept { return drained_; }

    /// Whether OpenSSL keeps its buffers, 16 KiB for each direction, while nothing is in them.
    /// False at first: a connection that waits for long does better without.
    void keep_buffers(bool keep) noexcept;

    /// Waits until what `wanted` names can be tried again.
    /// @throws boost::system::system_error with operation_aborted when the coroutine is cancelled.
    boost::asio::awaitable<void> ready(io_result::status wanted);

    /// The same for reading. Takes what comes first with it, which spares two calls of the system;
    /// the transport must outlive the wait.
    boost::asio::awaitable<void> readable();

    /// Whether the connection is quiet and open: no byte waits to be read, and no end.
    bool is_idle() noexcept;

    /// Closes at once. A TLS session stays good for resumption only if `in_order`.
    void close(bool in_order) noexcept;

    boost::asio::ip::tcp::socket& socket() noexcept { return socket_; }
    int descriptor() { return socket_.native_handle(); }
    /// Null for a plain connection.
    SSL* ssl() const noexcept { return ssl_.get(); }

private:
    class initiate_receive;

    void begin_tls_call() noexcept;
    io_result tls_result(int returned, std::size_t count);
    void prepare_to_wait();

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<prefetch> received_; // stays where it is when the transport is moved
    ssl_ptr ssl_;
    bool drained_ = false;
    bool keeps_buffers_ = false;
};

} // namespace coai::net
