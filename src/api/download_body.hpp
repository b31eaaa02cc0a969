#pragma once

#include "api/answer.hpp"
#include "api/service.hpp"

#include <coai/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace coai::api {

/// The body of an answer, read piece by piece. Its connection is closed when the body is not read
/// to its end.
class download_body {
public:
    /// @param opened An answer whose head was read.
    download_body(std::shared_ptr<service> caller, answer opened)
        : caller_(std::move(caller)), answer_(std::move(opened)) {}

    /// Makes the call.
    static boost::asio::awaitable<download_body> open(std::shared_ptr<service> caller,
                                                      call request);

    /// The next piece, valid until the next call; empty at the end.
    /// @throws as a stream of completions; nothing is retried.
    boost::asio::awaitable<std::string_view> next();

    std::uint64_t bytes() const noexcept { return bytes_; }
    const response_info& info() const noexcept { return answer_.info; }

private:
    std::shared_ptr<service> caller_;
    answer answer_;
    std::uint64_t bytes_ = 0;
};

} // namespace coai::api
