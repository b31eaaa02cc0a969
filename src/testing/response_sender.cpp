#include "testing/response_sender.hpp"

#include "testing/connection_ending.hpp"
#include "testing/departure_watch.hpp"

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace coai::testing {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t content_piece_size = 64 * 1024;

asio::awaitable<bool> send_pieces(net::connection& connection, departure_watch& watch,
                                  std::string_view text, write_pace pace, bool& first) {
    while (!text.empty()) {
        if (!first && pace.pause.count() > 0) {
            const bool still_there = co_await watch.pause(pace.pause);
            if (!still_there)
                co_return false;
        }
        first = false;
        const std::string_view piece = text.substr(0, pace.size == 0 ? text.size() : pace.size);
        const error_code failed = co_await connection.write(piece);
        if (failed)
            co_return false;
        text.remove_prefix(piece.size());
    }
    co_return true;
}

asio::awaitable<bool> send_content(net::connection& connection, departure_watch& watch,
                                   const byte_source& content, write_pace pace, bool& first) {
    for (std::uint64_t offset = 0; offset < content.size;) {
        const std::string piece = content.read(offset, content_piece_size);
        if (piece.empty()) { // deleted meanwhile
            watch.stop();
            co_await end_connection(connection, ending::cut);
            co_return false;
        }
        const bool sent = co_await send_pieces(connection, watch, piece, pace, first);
        if (!sent)
            co_return false;
        offset += piece.size();
    }
    co_return true;
}

} // namespace

asio::awaitable<bool> send_response(net::connection& connection, const composed_response& response,
                                    write_pace pace) {
    departure_watch watch(connection);
    bool first = true;
    for (const segment& part : response.parts) {
        if (part.wait.count() > 0) {
            const bool still_there = co_await watch.pause(part.wait);
            if (!still_there)
                co_return false;
        }
        for (std::uint64_t i = 0; i < part.times; ++i) {
            const bool sent = co_await send_pieces(connection, watch, part.bytes, pace, first);
            if (!sent)
                co_return false;
        }
        if (part.end) {
            watch.stop();
            co_await end_connection(connection, *part.end);
            co_return *part.end == ending::keep;
        }
    }
    const bool sent = co_await send_content(connection, watch, response.content, pace, first);
    co_return sent;
}

} // namespace coai::testing
