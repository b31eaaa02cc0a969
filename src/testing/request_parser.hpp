#pragma once

#include "testing/request.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coai::testing {

/// Parses one HTTP/1 request after another from byte pieces cut anywhere.
class request_parser {
public:
    static constexpr std::size_t max_head_size = 64 * 1024;

    /// @param max_form_size The limit for a body that is a form.
    explicit request_parser(std::uint64_t max_body_size, std::uint64_t max_form_size = 0);
    ~request_parser();

    request_parser(const request_parser&) = delete;
    request_parser& operator=(const request_parser&) = delete;

    /// Takes bytes up to the end of the request; returns how many.
    std::size_t put(std::string_view received, boost::system::error_code& ec);

    /// Bytes of the body so far.
    std::uint64_t body_size() const noexcept;
    bool head_done() const;
    bool done() const;
    /// The error of put(), if there was one.
    const boost::system::error_code& failure() const noexcept { return failure_; }
    /// Whether the failure is that the body is larger than it may be.
    bool is_body_too_large() const noexcept;

    /// The request, as far as it has been parsed. May be moved from when it is done().
    request& parsed() noexcept;

    /// Ready for the next request.
    void reset();

private:
    class beast_parser;

    std::uint64_t max_body_size_;
    std::uint64_t max_form_size_;
    std::unique_ptr<beast_parser> parser_;
    // What Beast could not use before more has come: the head so far, or a chunk's size line.
    std::string unused_;
    boost::system::error_code failure_;
};

} // namespace coai::testing
