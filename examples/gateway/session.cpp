#include "gateway/session.hpp"

#include "gateway/error_response.hpp"

#include <coai/coai.hpp>
#include <coai/json.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace chat = coai::chat;
namespace http = beast::http;
using asio::use_awaitable;
using namespace asio::experimental::awaitable_operators;

namespace {

using request = http::request<http::string_body>;

constexpr std::chrono::seconds idle_limit{60};
constexpr std::chrono::seconds write_limit{30};
constexpr std::size_t max_body_size = 16 * 1024 * 1024;
constexpr std::size_t max_read_ahead = 16 * 1024;
constexpr std::size_t max_write_size = 16 * 1024;

// Removes `stream` from the request, since the library sends it where the call is one for a stream.
bool take_stream_flag(chat::request& wanted) {
    const auto* flag = wanted.extra.if_contains("stream");
    const bool streamed = flag && flag->is_bool() && flag->get_bool();
    wanted.extra.erase("stream");
    return streamed;
}

// Waits for the next chunk and takes those that came with it; false at the end of the stream.
asio::awaitable<bool> read_events(chat::completion_stream& chunks, chat::chunk& chunk,
                                  std::string& events) {
    events.clear();
    try {
        if (!co_await chunks.next(chunk)) {
            events = "data: [DONE]\n\n";
            co_return false;
        }
        do {
            events += "data: ";
            coai::json::serialize_to(events, chunk);
            events += "\n\n";
        } while (events.size() < max_write_size && chunks.try_next(chunk));
        co_return true;
    } catch (const coai::error& failed) {
        // The status has been sent, so the error becomes the last event.
        events += "data: " + error_response(failed).body() + "\n\n";
        co_return false;
    }
}

// One connection of a client.
class session {
public:
    session(asio::ip::tcp::socket socket, const coai::client& upstream)
        : stream_(std::move(socket)), upstream_(upstream) {
        stream_.socket().set_option(asio::ip::tcp::no_delay(true));
    }

    asio::awaitable<void> run(asio::steady_timer& stopping) {
        while (keep_alive_) {
            const auto next =
                co_await (receive() || stopping.async_wait(asio::as_tuple(use_awaitable)));
            const auto* received = std::get_if<0>(&next);
            if (!received || !*received) {
                break;
            }
            // Whichever ends first cancels the other: a client that leaves takes its call along.
            const auto ended = co_await (answer(**received) || client_left());
            if (ended.index() != 0) {
                break;
            }
        }
    }

private:
    // Nothing for the end of the connection, which is also what comes of a request that is too
    // large, too slow or no HTTP.
    asio::awaitable<std::optional<request>> receive() {
        http::request_parser<http::string_body> parser;
        parser.body_limit(max_body_size);
        stream_.expires_after(idle_limit);
        const auto [failed, size] =
            co_await http::async_read(stream_, buffer_, parser, asio::as_tuple(use_awaitable));
        stream_.expires_never();
        if (failed) {
            co_return std::nullopt;
        }
        keep_alive_ = parser.get().keep_alive();
        co_return parser.release();
    }

    // What the client sends before it has its answer is kept for receive(); too much of it is as
    // bad as leaving.
    asio::awaitable<void> client_left() {
        while (buffer_.size() < max_read_ahead) {
            const auto room = buffer_.prepare(max_read_ahead - buffer_.size());
            const auto [failed, size] =
                co_await stream_.async_read_some(room, asio::as_tuple(use_awaitable));
            buffer_.commit(size);
            if (failed) {
                break;
            }
        }
    }

    // Throws nothing, because `||` would then wait for client_left().
    asio::awaitable<void> answer(const request& received) {
        try {
            chat::request wanted;
            coai::json::decoder decoder;
            if (received.method() != http::verb::post ||
                received.target() != "/v1/chat/completions") {
                co_await send(error_response(404, "invalid_request_error",
                                             "only POST /v1/chat/completions is served here"));
            } else if (const auto wrong = decoder.decode(received.body(), wanted)) {
                co_await send(error_response(400, "invalid_request_error", wrong->what()));
            } else {
                const bool streamed = take_stream_flag(wanted);
                co_await relay(wanted, streamed);
            }
        } catch (const std::exception&) {
            keep_alive_ = false; // upstream's errors have been answered, so it is this connection
        }
    }

    asio::awaitable<void> relay(const chat::request& wanted, bool streamed) {
        response reply(http::status::ok, 11);
        try {
            if (streamed) {
                auto chunks = co_await upstream_.chat.completions.stream(wanted);
                co_await forward(chunks);
                co_return;
            }
            const auto completion = co_await upstream_.chat.completions.create(wanted);
            reply.set(http::field::content_type, "application/json");
            coai::json::serialize_to(reply.body(), completion);
        } catch (const coai::error& failed) {
            reply = error_response(failed);
        }
        co_await send(std::move(reply));
    }

    asio::awaitable<void> forward(chat::completion_stream& chunks) {
        http::response<http::empty_body> head(http::status::ok, 11);
        head.set(http::field::content_type, "text/event-stream");
        head.set(http::field::cache_control, "no-cache");
        head.keep_alive(keep_alive_);
        head.chunked(true);
        http::response_serializer<http::empty_body> serializer(head);
        stream_.expires_after(write_limit);
        co_await http::async_write_header(stream_, serializer, use_awaitable);

        // The next chunk is read when the last has been written: a slow client slows upstream down.
        chat::chunk chunk;
        std::string events;
        for (bool more = true; more;) {
            more = co_await read_events(chunks, chunk, events);
            stream_.expires_after(write_limit);
            co_await asio::async_write(stream_, http::make_chunk(asio::buffer(events)),
                                       use_awaitable);
        }
        co_await asio::async_write(stream_, http::make_chunk_last(), use_awaitable);
    }

    asio::awaitable<void> send(response reply) {
        reply.keep_alive(keep_alive_);
        reply.prepare_payload();
        stream_.expires_after(write_limit);
        co_await http::async_write(stream_, reply, use_awaitable);
    }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_{max_read_ahead};
    const coai::client& upstream_;
    bool keep_alive_ = true;
};

} // namespace

asio::awaitable<void> serve(asio::ip::tcp::socket socket, const coai::client& upstream,
                            asio::steady_timer& stopping) {
    session connection(std::move(socket), upstream);
    co_await connection.run(stopping);
}

} // namespace gateway
