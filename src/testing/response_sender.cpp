#include "testing/response_sender.hpp"

#include "testing/connection_ending.hpp"
#include "testing/departure_watch.hpp"

#include <boost/system/error_code.hpp>

#include <string_view>

namespace coai::testing {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

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

} // namespace

asio::awaitable<bool> send_response(net::connection& connection, const transmission& parts,
                                    write_pace pace) {
    departure_watch watch(connection);
    bool first = true;
    for (const segment& part : parts) {
        if (part.wait.count() > 0) {
            const bool still_there = co_await watch.pause(part.wait);
            if (!still_there)
                co_return false;
        }
        const bool sent = co_await send_pieces(connection, watch, part.bytes, pace, first);
        if (!sent)
            co_return false;
        if (part.end) {
            watch.stop();
            co_await end_connection(connection, *part.end);
            co_return *part.end == ending::keep;
        }
    }
    co_return true;
}

} // namespace coai::testing
