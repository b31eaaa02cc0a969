#include "net/connect.hpp"

#include "http/failure.hpp"
#include "net/close_on_exec.hpp"
#include "net/one_shot_event.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <netinet/tcp.h>

#include <list>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// The attempts to connect to one host. Lives until its last handler has run, cancelled or not.
class connect_race : public std::enable_shared_from_this<connect_race> {
public:
    connect_race(const asio::any_io_executor& io_executor, const asio::any_io_executor& executor,
                 endpoints addresses)
        : addresses_(std::move(addresses)),
          io_executor_(io_executor),
          executor_(executor),
          stagger_(io_executor),
          decided_(io_executor) {}

    void try_next() {
        if (over_ || next_ == addresses_.size())
            return;
        const tcp::endpoint address = addresses_[next_++];
        tcp::socket& socket = sockets_.emplace_back(io_executor_);
        error_code unopened; // which async_connect will tell
        socket.open(address.protocol(), unopened);
        close_on_exec(socket.native_handle());
        ++pending_;
        auto on_connected = [self = shared_from_this(), &socket, address](error_code ec) {
            self->on_connected(socket, address, ec);
        };
        socket.async_connect(address, asio::bind_executor(executor_, std::move(on_connected)));
        if (next_ < addresses_.size()) {
            stagger_.expires_after(connection_attempt_delay);
            auto on_silence = [self = shared_from_this()](error_code ec) {
                if (!ec)
                    self->try_next();
            };
            stagger_.async_wait(asio::bind_executor(executor_, std::move(on_silence)));
        }
    }

    asio::awaitable<wait_result> decided() { return decided_.wait(); }

    /// Ends all attempts; the winner has been moved out.
    void stop() {
        over_ = true;
        stagger_.cancel();
        for (tcp::socket& socket : sockets_) {
            error_code ignored; // most are closed already
            socket.close(ignored);
        }
    }

    std::optional<tcp::socket> winner;
    error_code last_error;
    tcp::endpoint last_address; // the one that failed so

private:
    void on_connected(tcp::socket& socket, const tcp::endpoint& address, error_code ec) {
        --pending_;
        if (over_)
            return;
        if (!ec) {
            winner.emplace(std::move(socket));
            over_ = true;
            decided_.set();
            return;
        }
        last_error = ec;
        last_address = address;
        if (next_ < addresses_.size())
            try_next();
        else if (pending_ == 0)
            decided_.set();
    }

    endpoints addresses_;
    asio::any_io_executor io_executor_;
    asio::any_io_executor executor_;
    asio::steady_timer stagger_;
    one_shot_event decided_;
    std::list<tcp::socket> sockets_; // a list, so that they stay where they are
    std::size_t next_ = 0;
    std::size_t pending_ = 0;
    bool over_ = false;
};

/// Ends the race on every way out of the coroutine.
class race_guard {
public:
    explicit race_guard(connect_race& race) : race_(&race) {}
    race_guard(const race_guard&) = delete;
    race_guard& operator=(const race_guard&) = delete;
    ~race_guard() { race_->stop(); }

private:
    connect_race* race_;
};

void configure(tcp::socket& socket, const tcp_keepalive_options& keepalive) {
    using keepalive_idle = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
    using keepalive_interval = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
    using keepalive_count = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>;
    error_code ignored; // a connection without these options still works
    socket.set_option(tcp::no_delay(true), ignored);
    if (!keepalive.enabled)
        return;
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    socket.set_option(keepalive_idle(static_cast<int>(keepalive.idle.count())), ignored);
    socket.set_option(keepalive_interval(static_cast<int>(keepalive.interval.count())), ignored);
    socket.set_option(keepalive_count(static_cast<int>(keepalive.count)), ignored);
}

} // namespace

asio::awaitable<tcp::socket> connect_any(asio::any_io_executor io_executor, endpoints addresses,
                                         tcp_keepalive_options keepalive) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto race = std::make_shared<connect_race>(io_executor, executor, std::move(addresses));
    const race_guard guard(*race);
    race->try_next();
    co_await race->decided();
    if (!race->winner) {
        std::ostringstream message;
        message << "no connection to " << race->last_address;
        detail::throw_failure(errc::connect_failed, std::move(message).str(), race->last_error);
    }
    tcp::socket connected = std::move(*race->winner);
    configure(connected, keepalive);
    co_return connected;
}

} // namespace coai::net
