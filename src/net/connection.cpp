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
                       std::shared_ptr<session_cache> sessions)
    : sessions_(std::move(sessions)),
      transport_(std::move(connected)),
      watchdog_(std::make_shared<coai::net::watchdog>(executor, transport_.descriptor())),
      buffer_(std::make_unique_for_overwrite<char[]>(receive_buffer_size)) {}

connection::~connection() { close(false); }

void connection::check_watchdog() const {
    const std::optional<errc> verdict = watchdog_->verdict();
    if (!verdict)
        return;
    if (*verdict == errc::client_closed)
        throw boost::system::system_error(asio::error::operation_aborted);
    detail::failure failed(*verdict);
    detail::throw_failure(std::move(failed));
}

asio::awaitable<error_code> connection::write(std::string_view text) {
    while (!text.empty()) {
        const io_result written = transport_.try_write(text);
        if (written.outcome == status::done) {
            text.remove_prefix(written.count);
        } else if (written.outcome == status::failed || written.outcome == status::end) {
            check_watchdog();
            co_return written.error ? written.error : asio::error::connection_reset;
        } else {
            co_await transport_.ready(written.outcome);
            check_watchdog();
        }
    }
    co_return error_code();
}

asio::awaitable<error_code> connection::fill() {
    if (++fills_without_wait_ > fills_before_yield) {
        fills_without_wait_ = 0;
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
    for (;;) {
        const io_result read = transport_.try_read(std::span(buffer_.get(), receive_buffer_size));
        switch (read.outcome) {
        case status::done:
            begin_ = 0;
            end_ = read.count;
            co_return error_code();
        case status::end:
            check_watchdog();
            co_return asio::error::eof;
        case status::failed:
            check_watchdog();
            co_return read.error;
        case status::want_read:
        case status::want_write:
            fills_without_wait_ = 0;
            co_await transport_.ready(read.outcome);
            check_watchdog();
        }
    }
}

bool connection::poll() {
    if (begin_ == end_) {
        const io_result read = transport_.try_read(std::span(buffer_.get(), receive_buffer_size));
        begin_ = 0;
        end_ = read.outcome == status::done ? read.count : 0;
    }
    return begin_ != end_;
}

bool connection::is_idle() noexcept { return begin_ == end_ && transport_.is_idle(); }

void connection::close(bool in_order) noexcept {
    if (!transport_.socket().is_open())
        return;
    watchdog_->forget_descriptor();
    watchdog_->disarm();
    transport_.close(in_order);
}

} // namespace coai::net
