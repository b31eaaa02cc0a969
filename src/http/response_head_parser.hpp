#pragma once

#include "http/error.hpp"
#include "http/response_head.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace coai::http {

/// Finds and parses the head of a response in byte pieces cut anywhere.
///
/// Copies nothing where the head comes in one piece. A head with both Transfer-Encoding and
/// Content-Length is read by the former, loses the latter and ends the connection (RFC 9112 6.3).
class response_head_parser {
public:
    static constexpr std::size_t default_max_size = 64 * 1024;
    static constexpr std::size_t default_max_headers = 256;

    explicit response_head_parser(std::size_t max_size = default_max_size,
                                  std::size_t max_headers = default_max_headers) noexcept
        : max_size_(max_size), max_headers_(max_headers) {}

    /// The response has no body whatever its head says: it answers HEAD, or CONNECT with success.
    /// To be set before the first byte.
    void skip_body(bool skip) noexcept { skip_body_ = skip; }

    /// Takes bytes up to the end of the head; returns how many. All of them, unless the head ended
    /// or `ec` is set, which it then stays until reset().
    std::size_t put(std::string_view received, error_code& ec);

    /// Tells that the connection ended; an error unless the head is complete.
    void finish(error_code& ec) const;

    /// True when the head is complete.
    bool done() const noexcept { return done_; }
    /// True when a byte of the head has come.
    bool started() const noexcept { return size_ > 0; }
    /// Bytes of the head so far.
    std::size_t size() const noexcept { return size_; }

    /// The head; of use when done(). May be moved from.
    response_head& head() noexcept { return head_; }

    /// Ready for the next head, with the same settings; keeps the memory.
    void reset();

private:
    std::optional<std::size_t> find_end(std::string_view received, error_code& ec);
    void parse(std::string_view head, error_code& ec);

    std::size_t max_size_;
    std::size_t max_headers_;
    bool skip_body_ = false;

    // The head so far where it comes in several pieces.
    std::string buffer_;
    std::size_t size_ = 0;
    std::size_t line_size_ = 0;
    std::size_t lines_ = 0;
    char last_char_ = '\0';

    bool done_ = false;
    error_code failure_;
    response_head head_;
};

} // namespace coai::http
