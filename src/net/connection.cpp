#include "net/connection.hpp"

#include "http/failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <span>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using boost::system::error_code;
using status = io_result::status;

namespace {

/// Reads in a row that find data waiting, after which other coroutines get their turn: a fast
/// server must not keep one stream running and all others starving.
constexpr unsigned fills_before_yield = 64;

} // namespace

connection::connection(coai::net::transport connected, const asio::any_io_executor& executor,
                       std::shared_ptr<buffer_stock> buffers,
                       std::shared_ptr<session_cache> sessions)
    : sessions_(std::move(sessions)),
      transport_(std::move(connected)),
      watchdog_(std::make_shared<coai::net::watchdog>(executor, transport_.descriptor())),
      buffers_(std::move(buffers)) {}

connection::~connection() { close(false); }

void connection::check_watchdog() const {
    const std::optional<errc> verdict = watchdog_->verdict();
    if (!verdict)
        return;
    if (*verdict == errc::client_closed)
        throw boost::system::system_error(asio::error::operation_aborted);
    detail::throw_failure(*verdict);
}

io_result connection::write_some(std::string_view& text) {
    io_result written;
    written.outcome = status::done;
    while (!text.empty() && written.outcome == status::done) {
        written = transport_.try_write(text);
        text.remove_prefix(written.count);
    }
    if (written.outcome == status::failed || written.outcome == status::end) {
        check_watchdog();
        written.outcome = status::failed;
        if (!written.error)
            written.error = asio::error::connection_reset;
    }
    return written;
}

asio::awaitable<error_code> connection::write(std::string_view text) {
    for (;;) {
        const io_result written = write_some(text);
        if (written.outcome == status::done || written.outcome == status::failed)
            co_return written.error;
        co_await transport_.ready(written.outcome);
        check_watchdog();
    }
}

asio::awaitable<error_code> connection::fill() {
    if (++fills_without_wait_ > fills_before_yield) {
        fills_without_wait_ = 0;
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
    std::optional<error_code> filled;
    if (!transport_.drained())
        filled = try_fill();
    while (!filled) {
        transport_.keep_buffers(false); // who waits within a body often waits for long
        co_await readable();
        filled = try_fill();
    }
    co_return *filled;
}

std::optional<error_code> connection::try_fill() {
    const io_result got = read();
    if (got.outcome == status::done)
        return error_code();
    check_watchdog();
    if (got.outcome == status::end)
        return asio::error::eof;
    if (got.outcome == status::failed)
        return got.error;
    wanted_ = got.outcome;
    fills_without_wait_ = 0;
    return std::nullopt;
}

asio::awaitable<void> connection::readable() {
    if (begin_ == end_)
        release_buffer();
    if (std::exchange(wanted_, status::want_read) == status::want_write)
        return transport_.ready(status::want_write);
    return transport_.readable();
}

bool connection::poll() {
    if (begin_ == end_)
        read();
    return begin_ != end_;
}

io_result connection::read() {
    if (!buffer_)
        buffer_ = buffers_->take();
    const io_result got = transport_.try_read(std::span(buffer_.get(), buffer_stock::buffer_size));
    begin_ = 0;
    end_ = got.outcome == status::done ? got.count : 0;
    if (end_ == 0)
        release_buffer();
    return got;
}

bool connection::is_idle() noexcept { return begin_ == end_ && transport_.is_idle(); }

bool connection::nothing_follows() const noexcept { return begin_ == end_ && transport_.drained(); }

void connection::close(bool in_order) noexcept {
    if (!transport_.socket().is_open())
        return;
    watchdog_->forget_descriptor();
    watchdog_->stop_timer();
    transport_.close(in_order);
}

} // namespace coai::net
