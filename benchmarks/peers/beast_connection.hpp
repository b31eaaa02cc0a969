#pragma once

#include "support/arguments.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <cstdint>
#include <memory>
#include <string>

// The obvious way to call the API with Boost: Beast over asio::ssl::stream, Boost.JSON's DOM.

namespace bench {

using beast_stream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

/// Where the arguments (`--url https://localhost:PORT/prefix/`, `--ca`) point to.
struct beast_target {
    explicit beast_target(arguments& given);

    std::uint16_t port;
    std::string target;
    boost::asio::ssl::context tls;
};

/// A connection to 127.0.0.1 after its handshake.
boost::asio::awaitable<std::unique_ptr<beast_stream>> beast_connect(beast_target& to);

/// The question that all clients ask.
boost::beast::http::request<boost::beast::http::string_body> beast_request(const beast_target& to,
                                                                           bool stream);

} // namespace bench
