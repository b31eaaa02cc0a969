#pragma once

#include "api/emulated_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdlib>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace replay {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// A response as it goes over the connection: each piece arrives by itself.
using pieces = std::vector<std::string>;

/// A socket that answers with given bytes, whatever is asked, and then closes. It shares no code
/// with coai, and runs on the thread of the client, so that it knows when a piece has been read.
class server {
public:
    explicit server(asio::io_context& io)
        : io_(io), acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

    std::string base_url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
    }

    /// Runs a call of a client; returns or throws what it did. Each connection gets one of the
    /// responses, in their order, and those after them none.
    template <class T>
    T run(asio::awaitable<T> call, std::vector<pieces> responses) {
        is_over_ = false;
        asio::co_spawn(io_, answer_all(std::move(responses)), asio::detached);
        return coai::test::run(io_, hang_up_after(std::move(call)));
    }
    template <class T>
    T run(asio::awaitable<T> call, pieces response) {
        return run(std::move(call), std::vector<pieces>{std::move(response)});
    }

    /// What the client sent last.
    const std::string& request() const noexcept { return request_; }

private:
    using outcome = std::tuple<error_code, std::size_t>;

    template <class T>
    asio::awaitable<T> hang_up_after(asio::awaitable<T> call) {
        const ending_guard guard(*this);
        co_return co_await std::move(call);
    }

    /// Ends the wait for a client that does not ask any more.
    class ending_guard {
    public:
        explicit ending_guard(server& waiting) : waiting_(waiting) {}
        ending_guard(const ending_guard&) = delete;
        ending_guard& operator=(const ending_guard&) = delete;
        ~ending_guard() {
            error_code ignored;
            waiting_.is_over_ = true;
            waiting_.acceptor_.cancel(ignored);
        }

    private:
        server& waiting_;
    };

    asio::awaitable<void> answer_all(std::vector<pieces> responses) {
        for (std::size_t count = 0; !is_over_; ++count) {
            tcp::socket peer(io_);
            const std::tuple<error_code> accepted =
                co_await acceptor_.async_accept(peer, asio::as_tuple(asio::use_awaitable));
            if (std::get<0>(accepted))
                co_return;
            if (count < responses.size())
                co_await answer(std::move(peer), std::move(responses[count]));
        }
    }

    asio::awaitable<void> answer(tcp::socket peer, pieces response) {
        peer.set_option(tcp::no_delay(true));
        const bool asked = co_await receive_request(peer);
        if (!asked)
            co_return;
        for (const std::string& piece : response) {
            const outcome sent = co_await asio::async_write(peer, asio::buffer(piece),
                                                            asio::as_tuple(asio::use_awaitable));
            if (std::get<0>(sent))
                co_return; // the client has seen enough
            co_await let_the_client_read();
        }
    }

    asio::awaitable<bool> receive_request(tcp::socket& peer) {
        request_.clear();
        auto buffer = asio::dynamic_buffer(request_);
        const outcome head = co_await asio::async_read_until(peer, buffer, "\r\n\r\n",
                                                             asio::as_tuple(asio::use_awaitable));
        if (std::get<0>(head))
            co_return false;
        const std::size_t expected = std::get<1>(head) + announced_length();
        if (request_.size() < expected) {
            const outcome body = co_await asio::async_read(
                peer, buffer, asio::transfer_exactly(expected - request_.size()),
                asio::as_tuple(asio::use_awaitable));
            if (std::get<0>(body))
                co_return false;
        }
        co_return true;
    }

    std::size_t announced_length() const {
        const std::size_t at = request_.find("ontent-Length: ");
        return at == std::string::npos ? 0 : std::strtoul(request_.c_str() + at + 15, nullptr, 10);
    }

    /// The first turn of the loop notices what arrived, and the second reads it.
    asio::awaitable<void> let_the_client_read() {
        for (int turn = 0; turn < 3; ++turn)
            co_await asio::post(io_, asio::use_awaitable);
    }

    asio::io_context& io_;
    tcp::acceptor acceptor_;
    std::string request_;
    bool is_over_ = false;
};

} // namespace replay
