#include "net/transport.hpp"

#include "net/openssl_error.hpp"
#include "net/socket_bio.hpp"

#include <boost/asio/associator.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <sys/socket.h>

#include <cerrno>
#include <iterator>
#include <type_traits>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using status = io_result::status;

namespace {

io_result done(std::size_t count) {
    io_result result;
    result.outcome = status::done;
    result.count = count;
    return result;
}

io_result not_done(status outcome, error_code error = {}) {
    io_result result;
    result.outcome = outcome;
    result.error = error;
    return result;
}

io_result from_errno(status would_block) {
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        return not_done(would_block);
    return not_done(status::failed, error_code(errno, boost::system::system_category()));
}

/// How often OpenSSL may receive within one call. A record is here after two or three, as a rule;
/// but OpenSSL goes on for as long as what comes is no data, and there is no end to the session
/// tickets and key updates that a server may send.
constexpr unsigned receives_per_call = 4;

/// Whether SSL_free_buffers() leaves the beginning of a record alone, which in releases before
/// these it frees and uses (CVE-2024-4741).
bool may_free_buffers() {
    static const bool may = [] {
        const unsigned minor = OPENSSL_version_minor();
        const unsigned patch = OPENSSL_version_patch();
        constexpr unsigned repaired[] = {14, 6, 2, 1}; // 3.0.14, 3.1.6, 3.2.2, 3.3.1
        return OPENSSL_version_major() > 3 || minor >= std::size(repaired) ||
               patch >= repaired[minor];
    }();
    return may;
}

/// OpenSSL makes a buffer to write to, of 16 KiB, when it reads a session ticket, and keeps it
/// until something is written.
void release_write_buffer(SSL* ssl) {
    if (SSL_is_init_finished(ssl) && may_free_buffers())
        SSL_free_buffers(ssl);
}

} // namespace

/// Keeps what a wait has received, before whoever waits goes on. Runs as its handler would.
template <class Handler>
class keep_received {
public:
    keep_received(prefetch& kept, Handler handler) : kept_(&kept), handler_(std::move(handler)) {}

    void operator()(error_code ec, std::size_t count) {
        kept_->received(count, ec);
        std::move(handler_)(ec == asio::error::operation_aborted ? ec : error_code());
    }

    const Handler& handler() const noexcept { return handler_; }

private:
    prefetch* kept_;
    Handler handler_;
};

} // namespace coai::net

template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator, coai::net::keep_received<Handler>, Default>
    : Associator<Handler, Default> {
    static auto get(const coai::net::keep_received<Handler>& from) noexcept {
        return Associator<Handler, Default>::get(from.handler());
    }
    static auto get(const coai::net::keep_received<Handler>& from,
                    const Default& otherwise) noexcept {
        return Associator<Handler, Default>::get(from.handler(), otherwise);
    }
};

namespace coai::net {

transport::transport(tcp::socket socket)
    : socket_(std::move(socket)), received_(new prefetch(socket_.native_handle())) {
    socket_.non_blocking(true);
}

void transport::start_tls(ssl_ptr ssl) {
    SSL_set_mode(ssl.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
    SSL_set_read_ahead(ssl.get(), 1);
    BIO* bio = make_socket_bio(*received_);
    SSL_set_bio(ssl.get(), bio, bio); // takes ownership of it
    ssl_ = std::move(ssl);
}

void transport::begin_tls_call() noexcept {
    // As OpenSSL wants it; to find out that there is nothing to clear is cheaper than to clear it.
    if (ERR_peek_error() != 0)
        ERR_clear_error();
    errno = 0;
    received_->allow(receives_per_call);
}

io_result transport::tls_result(int returned, std::size_t count) {
    if (returned > 0)
        return done(count);
    const int saved_errno = errno;
    switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
        return not_done(status::want_read);
    case SSL_ERROR_WANT_WRITE:
        return not_done(status::want_write);
    case SSL_ERROR_ZERO_RETURN:
        return not_done(status::end);
    case SSL_ERROR_SYSCALL:
        ERR_clear_error();
        if (saved_errno == 0)
            return not_done(status::failed, asio::error::connection_reset);
        return not_done(status::failed, error_code(saved_errno, boost::system::system_category()));
    default:
        return not_done(status::failed, take_openssl_error());
    }
}

io_result transport::try_handshake() {
    begin_tls_call();
    return tls_result(SSL_do_handshake(ssl_.get()), 0);
}

io_result transport::try_read(std::span<char> into) {
    if (ssl_) {
        begin_tls_call();
        std::size_t count = 0;
        const int returned = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
        // It has room for more than one record, so it is left with something unless it got all.
        drained_ = returned > 0 && received_->exhausted() && !has_pending();
        return tls_result(returned, count);
    }
    received_->allow(1);
    const ssize_t count = received_->recv(into.data(), into.size());
    drained_ = count > 0 && received_->exhausted();
    if (count > 0)
        return done(static_cast<std::size_t>(count));
    return count == 0 ? not_done(status::end) : from_errno(status::want_read);
}

io_result transport::try_write(std::string_view from) {
    if (ssl_) {
        begin_tls_call();
        std::size_t count = 0;
        const int returned = SSL_write_ex(ssl_.get(), from.data(), from.size(), &count);
        return tls_result(returned, count);
    }
    const ssize_t count = ::send(socket_.native_handle(), from.data(), from.size(), MSG_NOSIGNAL);
    return count >= 0 ? done(static_cast<std::size_t>(count)) : from_errno(status::want_write);
}

void transport::keep_buffers(bool keep) noexcept {
    if (!ssl_ || keep == keeps_buffers_)
        return;
    keeps_buffers_ = keep;
    if (keep)
        SSL_clear_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS);
    else
        SSL_set_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS);
}

void transport::prepare_to_wait() {
    if (ssl_ && !keeps_buffers_)
        release_write_buffer(ssl_.get());
}

asio::awaitable<void> transport::ready(status wanted) {
    if (wanted == status::want_write)
        return socket_.async_wait(tcp::socket::wait_write, asio::use_awaitable);
    prepare_to_wait();
    return socket_.async_wait(tcp::socket::wait_read, asio::use_awaitable);
}

class transport::initiate_receive {
public:
    explicit initiate_receive(transport& into) : into_(&into) {}

    template <class Handler>
    void operator()(Handler&& handler) const {
        prefetch& received = *into_->received_;
        const std::span<char> room = received.room();
        into_->socket_.async_receive(
            asio::buffer(room.data(), room.size()),
            keep_received<std::decay_t<Handler>>(received, std::forward<Handler>(handler)));
    }

private:
    transport* into_;
};

asio::awaitable<void> transport::readable() {
    if (!received_->empty())
        return asio::post(socket_.get_executor(), asio::use_awaitable);
    prepare_to_wait();
    return asio::async_initiate<decltype(asio::use_awaitable), void(error_code)>(
        initiate_receive(*this), asio::use_awaitable);
}

bool transport::is_idle() noexcept {
    char byte = 0;
    const ssize_t count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    const bool nothing_came = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (nothing_came && !has_pending())
        return true;
    if (!ssl_ || (count <= 0 && !nothing_came))
        return false;
    // What waits, here or read ahead, may be a late session ticket, which is no data; reading it
    // settles the matter.
    begin_tls_call();
    std::size_t peeked = 0;
    const int returned = SSL_peek_ex(ssl_.get(), &byte, 1, &peeked);
    return returned <= 0 && SSL_get_error(ssl_.get(), returned) == SSL_ERROR_WANT_READ &&
           !received_->held_back();
}

void transport::close(bool in_order) noexcept {
    if (ssl_) {
        // Without this, OpenSSL takes the session for broken and will not resume it.
        if (in_order)
            SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        ssl_.reset();
    }
    error_code ignored; // a failed close leaves nothing that could be done
    socket_.close(ignored);
}

} // namespace coai::net
