#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>

namespace coai::api {

struct answer;

/// Reads the body of a response that is no success, as far as it is of use, and throws the
/// api_error that it amounts to. A redirect is a protocol_error: following it would hand the
/// credential to whoever it names.
boost::asio::awaitable<void> throw_refusal(answer& refused);

/// Throws the protocol_error of a body beyond `limit` bytes.
[[noreturn]] void throw_too_large(std::size_t limit);

} // namespace coai::api
