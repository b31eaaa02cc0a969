#pragma once

#include "peers/beast_connection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace bench {

/// The events of one streamed answer, read with Beast's buffer_body.
class beast_events {
public:
    beast_events(beast_stream& stream, boost::beast::flat_buffer& buffer);

    /// Reads the response's head.
    boost::asio::awaitable<void> open();

    /// The data of an event that has arrived, until the next call.
    std::optional<std::string_view> next();

    /// Reads more; false at the end of the body.
    boost::asio::awaitable<bool> read();

private:
    beast_stream& stream_;
    boost::beast::flat_buffer& buffer_;
    boost::beast::http::response_parser<boost::beast::http::buffer_body> parser_;
    std::array<char, 8 * 1024> piece_;
    std::string received_;
    std::size_t taken_ = 0;
};

/// The text of a chunk, by way of a DOM, and its length; 0 where it has none.
std::size_t beast_text_size(std::string_view chunk);

} // namespace bench
