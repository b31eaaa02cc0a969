#pragma once

#include "net/connection.hpp"
#include "testing/response_composer.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>

namespace coai::testing {

/// How a response is cut into writes: into pieces of `size` bytes with a pause before all but the
/// first, or, where that is 0, into its segments.
struct write_pace {
    write_pace() {}

    std::size_t size = 0;
    std::chrono::milliseconds pause{0};
};

/// Does what the transmission says, and sends the content behind it. False if the connection ended,
/// by itself or on purpose.
boost::asio::awaitable<bool> send_response(net::connection& connection,
                                           const composed_response& response, write_pace pace);

} // namespace coai::testing
