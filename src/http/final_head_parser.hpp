#pragma once

#include "http/response_head_parser.hpp"

#include <cstddef>
#include <string_view>

namespace coai::http {

/// Finds and parses the head of the response proper, in byte pieces cut anywhere. Interim heads
/// (1xx) before it are skipped; all together they may be as large as it, for a server can send any
/// number of them.
class final_head_parser {
public:
    explicit final_head_parser(
        std::size_t max_size = response_head_parser::default_max_size) noexcept
        : parser_(max_size), max_size_(max_size) {}

    /// As response_head_parser's.
    void skip_body(bool skip) noexcept { parser_.skip_body(skip); }

    /// Takes bytes up to the end of the head; returns how many. All of them, unless the head ended
    /// or `ec` is set.
    std::size_t put(std::string_view received, error_code& ec) {
        std::size_t taken = 0;
        do {
            taken += parser_.put(received.substr(taken), ec);
            if (ec || !parser_.done() || !parser_.head().interim()) {
                break;
            }
            skipped_ += parser_.size();
            if (skipped_ > max_size_) {
                ec = error::head_too_large;
                break;
            }
            parser_.reset();
        } while (taken < received.size());
        return taken;
    }

    bool done() const noexcept { return parser_.done(); }

    /// The head; of use when done(). May be moved from.
    response_head& head() noexcept { return parser_.head(); }

private:
    response_head_parser parser_;
    std::size_t max_size_;
    std::size_t skipped_ = 0;
};

} // namespace coai::http
