#include "http/body_decoder.hpp"

#include "http/ascii.hpp"

#include <algorithm>

namespace coai::http {

namespace {

int hex_digit(char c) noexcept {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

body_decoder::body_decoder(body_framing framing, std::uint64_t content_length) noexcept {
    switch (framing) {
    case body_framing::none:
        break;
    case body_framing::content_length:
        remaining_ = content_length;
        state_ = content_length > 0 ? state::counted : state::done;
        break;
    case body_framing::chunked:
        state_ = state::chunk_size_begin;
        break;
    case body_framing::until_close:
        state_ = state::until_close;
        break;
    }
}

body_decoder::result body_decoder::decode(std::string_view received, error_code& ec) noexcept {
    ec.clear();
    result decoded;
    while (decoded.consumed < received.size() && state_ != state::done && state_ != state::failed) {
        if (state_ == state::counted || state_ == state::chunk_data ||
            state_ == state::until_close) {
            if (!decoded.body.empty()) {
                break;
            }
            decoded.body = take_body(received.substr(decoded.consumed));
            decoded.consumed += decoded.body.size();
        } else {
            step(received[decoded.consumed]);
            ++decoded.consumed;
        }
    }
    if (state_ == state::failed) {
        ec = error_;
    }
    return decoded;
}

void body_decoder::finish(error_code& ec) noexcept {
    ec.clear();
    if (state_ == state::until_close) {
        state_ = state::done;
    } else if (state_ != state::done && state_ != state::failed) {
        fail(error::truncated_body);
    }
    if (state_ == state::failed) {
        ec = error_;
    }
}

std::optional<std::uint64_t> body_decoder::remaining() const noexcept {
    switch (state_) {
    case state::done:
        return 0;
    case state::counted:
        return remaining_;
    default:
        return std::nullopt;
    }
}

std::string_view body_decoder::take_body(std::string_view received) noexcept {
    if (state_ == state::until_close) {
        return received;
    }
    const auto size = std::min<std::uint64_t>(remaining_, received.size());
    remaining_ -= size;
    if (remaining_ == 0) {
        state_ = state_ == state::counted ? state::done : state::chunk_data_cr;
    }
    return received.substr(0, static_cast<std::size_t>(size));
}

void body_decoder::step(char c) noexcept {
    const auto expect = [&](char wanted, state next) noexcept {
        if (c == wanted) {
            state_ = next;
        } else {
            fail(c == '\n' ? error::bare_line_feed : error::malformed_chunk);
        }
    };
    const auto count = [&](std::size_t limit, error e) noexcept {
        if (++framing_bytes_ > limit) {
            fail(e);
        }
    };
    switch (state_) {
    case state::chunk_size_begin:
        remaining_ = 0;
        framing_bytes_ = 1;
        state_ = state::chunk_size;
        if (!add_size_digit(c)) {
            fail(error::malformed_chunk);
        }
        break;
    case state::chunk_size:
        if (c == ';') {
            state_ = state::chunk_extension;
        } else if (is_blank(c)) {
            state_ = state::chunk_size_blank;
        } else if (!add_size_digit(c)) {
            expect('\r', state::chunk_size_lf);
        }
        count(max_chunk_line, error::chunk_line_too_long);
        break;
    case state::chunk_size_blank:
        if (c == ';') {
            state_ = state::chunk_extension;
        } else if (!is_blank(c)) {
            fail(error::malformed_chunk);
        }
        count(max_chunk_line, error::chunk_line_too_long);
        break;
    case state::chunk_extension:
        if (is_control(c)) {
            expect('\r', state::chunk_size_lf);
        }
        count(max_chunk_line, error::chunk_line_too_long);
        break;
    case state::chunk_size_lf:
        expect('\n', remaining_ > 0 ? state::chunk_data : state::trailer_begin);
        framing_bytes_ = 0;
        break;
    case state::chunk_data_cr:
        expect('\r', state::chunk_data_lf);
        break;
    case state::chunk_data_lf:
        expect('\n', state::chunk_size_begin);
        break;
    case state::trailer_begin:
        if (c == '\r') {
            state_ = state::last_lf;
            break;
        }
        state_ = state::trailer;
        [[fallthrough]];
    case state::trailer:
        if (is_control(c)) {
            expect('\r', state::trailer_lf);
        }
        count(max_trailers, error::trailers_too_large);
        break;
    case state::trailer_lf:
        expect('\n', state::trailer_begin);
        break;
    case state::last_lf:
        expect('\n', state::done);
        break;
    case state::done:
    case state::counted:
    case state::until_close:
    case state::chunk_data:
    case state::failed:
        break;
    }
}

bool body_decoder::add_size_digit(char c) noexcept {
    const int digit = hex_digit(c);
    if (digit < 0) {
        return false;
    }
    if ((remaining_ >> 60) != 0) {
        fail(error::chunk_size_overflow);
    }
    remaining_ = (remaining_ << 4) | static_cast<unsigned>(digit);
    return true;
}

void body_decoder::fail(error e) noexcept {
    if (state_ != state::failed) {
        state_ = state::failed;
        error_ = e;
    }
}

} // namespace coai::http
