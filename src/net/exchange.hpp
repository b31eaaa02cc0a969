#pragma once

#include "http/body_decoder.hpp"
#include "http/inflate_decoder.hpp"
#include "http/response_head.hpp"
#include "net/lease.hpp"

#include <coai/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace coai::net {

/// One request and its response over a connection. The connection goes back to its pool when the
/// response is complete and finish() is called, and is closed otherwise.
class exchange {
public:
    exchange(lease connection, response_limits limits);

    /// What bounds the waiting from here on: see watchdog::expect_by().
    void expect_by(time_point deadline, errc kind) {
        connection_->watchdog()->expect_by(deadline, kind);
    }

    /// Bounds every wait for the body by `silence`, and all of them by `deadline`. Zero: no bound.
    void limit_silence(std::chrono::milliseconds silence, time_point deadline);

    /// Sends what of a request can be sent without waiting; what is left is for send().
    std::string_view send_now(std::string_view request);

    /// Sends a request, head and body in one piece. Does not fail when the peer stops reading,
    /// since it may have answered; read_head() then tells.
    boost::asio::awaitable<void> send(std::string_view request);

    /// Sends more of the request's body. False if there is no point in that, because the peer has
    /// stopped reading or has answered already; read_head() then tells what it said.
    boost::asio::awaitable<bool> send_more(std::string_view piece);

    /// Reads to the end of the response's head; interim responses are skipped.
    /// @throws protocol_error, connection_error (errc::connection_lost), timeout_error.
    boost::asio::awaitable<void> read_head();

    http::response_head& head() noexcept { return head_; }

    /// See transport::keep_buffers().
    void keep_buffers(bool keep) noexcept { connection_->transport().keep_buffers(keep); }

    /// True when a byte of the response has come. Until then, the server may not have seen the
    /// request.
    bool answered() const noexcept { return first_byte_at_.has_value(); }
    std::optional<time_point> first_byte_at() const noexcept { return first_byte_at_; }

    /// The next piece of the body, decompressed; empty at its end. Valid until the next read.
    /// @throws as read_head(); errc::truncated when the connection ends before the body does.
    boost::asio::awaitable<std::string_view> read_body();

    /// The next piece among the bytes that are here already; empty if there is none.
    std::string_view take_body();

    /// True when the body has been read to its end.
    bool done() const noexcept { return body_.done() && !piece_pending_; }

    /// Body bytes received, before decompression.
    std::uint64_t body_bytes() const noexcept { return body_bytes_; }

    /// True when the connection had served a call before this one.
    bool reused() const noexcept { return reused_; }

    /// True until finish() or abort().
    bool is_open() const noexcept { return static_cast<bool>(connection_); }

    /// Ends the exchange: the connection is kept for the next call if it can be.
    void finish();

    /// Closes the connection.
    void abort() { connection_.discard(); }

private:
    void start_body();
    void on_connection_end(boost::system::error_code ec);

    lease connection_;
    response_limits limits_;
    http::response_head head_;
    http::body_decoder body_;
    std::optional<http::inflate_decoder> inflate_;
    bool piece_pending_ = false; // the inflater may hold more
    bool reused_;
    boost::system::error_code send_error_;
    bool cut_short_ = false; // the request was not sent to its end
    std::optional<time_point> first_byte_at_;
    std::uint64_t body_bytes_ = 0;
    std::chrono::milliseconds silence_{};
    time_point silence_deadline_ = time_point::max();
};

} // namespace coai::net
