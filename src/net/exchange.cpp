#include "net/exchange.hpp"

#include "http/content_coding.hpp"
#include "http/failure.hpp"
#include "http/final_head_parser.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// What the state machines of the floor below refuse, in this library's public terms.
errc kind_of(const error_code& refused) {
    if (refused == http::error::head_too_large || refused == http::error::too_many_headers ||
        refused == http::error::chunk_line_too_long || refused == http::error::trailers_too_large ||
        refused == http::error::decompressed_body_too_large)
        return errc::response_too_large;
    if (refused == http::error::truncated_head || refused == http::error::truncated_body ||
        refused == http::error::truncated_compressed_body)
        return errc::truncated;
    return errc::malformed_response;
}

[[noreturn]] void refuse(const char* what, const error_code& refused) {
    detail::throw_failure(kind_of(refused), what, refused);
}

[[noreturn]] void refuse_head(const error_code& refused, std::size_t max_size) {
    if (refused == http::error::head_too_large)
        detail::throw_failure(errc::response_too_large,
                              "the response's head exceeds limits.max_header_size, " +
                                  std::to_string(max_size) + " bytes",
                              refused);
    refuse("the response is not valid HTTP", refused);
}

} // namespace

exchange::exchange(lease connection, response_limits limits)
    : connection_(std::move(connection)), limits_(limits), reused_(connection_->served > 0) {}

void exchange::limit_silence(std::chrono::milliseconds silence, time_point deadline) {
    silence_ = silence;
    silence_deadline_ = deadline;
    expect_by(silence_deadline_, errc::deadline_exceeded);
}

std::string_view exchange::send_now(std::string_view request) {
    const io_result sent = connection_->write_some(request);
    if (sent.outcome != io_result::status::failed)
        return request;
    send_error_ = sent.error;
    return {};
}

asio::awaitable<void> exchange::send(std::string_view request) {
    send_error_ = co_await connection_->write(request);
}

asio::awaitable<bool> exchange::send_more(std::string_view piece) {
    if (!send_error_ && connection_->poll())
        first_byte_at_ = std::chrono::steady_clock::now();
    cut_short_ = send_error_ || answered();
    if (cut_short_)
        co_return false;
    send_error_ = co_await connection_->write(piece);
    co_return !send_error_;
}

asio::awaitable<void> exchange::read_head() {
    http::final_head_parser parser(limits_.max_header_size);
    while (!parser.done()) {
        if (connection_->received().empty()) {
            std::optional<error_code> filled;
            if (answered() || connection_->transport().has_pending())
                filled = connection_->try_fill();
            while (!filled) {
                co_await connection_->readable();
                filled = connection_->try_fill();
            }
            const error_code ec = *filled;
            if (ec && !answered())
                detail::throw_failure(errc::connection_lost,
                                      "the connection broke before the response",
                                      send_error_ ? send_error_ : ec);
            if (ec)
                detail::throw_failure(errc::connection_lost,
                                      "the connection broke within the response's head", ec);
            if (!first_byte_at_)
                first_byte_at_ = std::chrono::steady_clock::now();
        }
        error_code refused;
        connection_->consume(parser.put(connection_->received(), refused));
        if (refused)
            refuse_head(refused, limits_.max_header_size);
    }
    head_ = std::move(parser.head());
    start_body();
}

void exchange::start_body() {
    body_ = http::body_decoder(head_.framing, head_.content_length.value_or(0));
    const auto coding = head_.headers.find("content-encoding");
    if (!coding)
        return;
    error_code refused;
    const http::content_coding parsed = http::parse_content_coding(*coding, refused);
    if (refused)
        refuse("the response is compressed in a way that was not asked for", refused);
    if (parsed == http::content_coding::identity)
        return;
    inflate_.emplace(parsed == http::content_coding::gzip ? http::inflate_decoder::format::gzip
                                                          : http::inflate_decoder::format::zlib);
}

std::string_view exchange::take_body() {
    error_code refused;
    for (;;) {
        if (piece_pending_) {
            const std::string_view inflated = inflate_->next(refused);
            if (refused)
                refuse("the compressed body is damaged", refused);
            if (!inflated.empty())
                return inflated;
            piece_pending_ = false;
            if (body_.done()) {
                inflate_->finish(refused);
                if (refused)
                    refuse("the compressed body is damaged", refused);
            }
        }
        if (body_.done() || connection_->received().empty())
            return {};
        const http::body_decoder::result decoded = body_.decode(connection_->received(), refused);
        connection_->consume(decoded.consumed);
        if (refused)
            refuse("the framing of the response's body is broken", refused);
        body_bytes_ += decoded.body.size();
        if (inflate_) {
            inflate_->feed(decoded.body);
            piece_pending_ = true;
        } else if (!decoded.body.empty()) {
            return decoded.body;
        }
    }
}

asio::awaitable<std::string_view> exchange::read_body() {
    for (;;) {
        const std::string_view piece = take_body();
        if (!piece.empty() || done())
            co_return piece;
        // Silence is the server's only while somebody listens, not while a slow consumer is busy.
        if (silence_.count() != 0) {
            const time_point quiet_until = std::chrono::steady_clock::now() + silence_;
            if (quiet_until < silence_deadline_)
                expect_by(quiet_until, errc::stream_idle_timeout);
        }
        const error_code ec = co_await connection_->fill();
        if (silence_.count() != 0)
            expect_by(silence_deadline_, errc::deadline_exceeded);
        if (ec)
            on_connection_end(ec);
    }
}

void exchange::on_connection_end(error_code ec) {
    // Only an orderly end counts as one: anything else may have been forged by somebody on the
    // path.
    if (ec != asio::error::eof)
        detail::throw_failure(body_bytes_ == 0 || head_.framing != http::body_framing::until_close
                                  ? errc::connection_lost
                                  : errc::truncated,
                              "the connection broke within the response's body", ec);
    error_code refused;
    body_.finish(refused);
    if (refused)
        refuse("the connection ended before the response did", refused);
    if (inflate_)
        piece_pending_ = true; // so that take_body() checks the compressed body's end
}

void exchange::finish() {
    if (!connection_)
        return;
    const bool in_order = done() && connection_->received().empty() && !send_error_ &&
                          !cut_short_ && !connection_->watchdog()->verdict();
    if (in_order && head_.keep_alive) {
        connection_.give_back();
        return;
    }
    connection_->close(in_order);
    connection_.discard();
}

} // namespace coai::net
