#include "testing/server.hpp"

#include "net/close_on_exec.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace coai::testing {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// How long to wait when the process has run out of descriptors.
constexpr std::chrono::milliseconds accept_pause{10};

/// Completion of a coroutine of ours: an I/O error is an end as good as any other, all else a bug.
void end_of_coroutine(const std::exception_ptr& thrown) {
    if (!thrown)
        return;
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error&) {
        return; // the client left, or the watchdog ended the connection
    }
}

} // namespace

server::server(const emulator_options& options) : environment_(options), port_(options.port) {
    if (options.threads == 0)
        throw std::invalid_argument("emulator_options::threads is 0");
    for (unsigned i = 0; i < options.threads; ++i)
        workers_.push_back(std::make_unique<worker>());
    listen();
    for (const auto& each : workers_)
        each->thread = std::thread([&io = each->io] { io.run(); });
}

server::~server() { stop(); }

void server::stop() {
    std::lock_guard lock(control_mutex_);
    for (const auto& each : workers_)
        each->io.stop();
    for (const auto& each : workers_) {
        if (each->thread.joinable())
            each->thread.join();
    }
    listeners_.clear();
    workers_.clear();
}

void server::admit(admission how) {
    std::lock_guard lock(control_mutex_);
    if (workers_.empty())
        return;
    const bool listening = admission_ != admission::refuse;
    admission_ = how;
    const bool shall_listen = how != admission::refuse;
    if (shall_listen == listening)
        return;
    auto change = [this, shall_listen] {
        if (shall_listen)
            listen();
        else
            close_listeners();
    };
    asio::post(workers_.front()->io, asio::use_future(std::move(change))).get();
}

void server::listen() {
    listeners_.push_back(listen_at(asio::ip::address_v4::loopback()));
    if (environment_.options.ipv6)
        listeners_.push_back(listen_at(asio::ip::address_v6::loopback()));
    for (const auto& listener : listeners_)
        asio::co_spawn(workers_.front()->io, accept(listener), end_of_coroutine);
}

std::shared_ptr<server::acceptor> server::listen_at(const asio::ip::address& address) {
    const tcp::endpoint endpoint(address, port_);
    auto listener = std::make_shared<acceptor>(workers_.front()->io);
    listener->open(endpoint.protocol());
    net::close_on_exec(listener->native_handle());
    listener->set_option(tcp::acceptor::reuse_address(true));
    if (address.is_v6())
        listener->set_option(asio::ip::v6_only(true));
    error_code failed;
    listener->bind(endpoint, failed);
    if (!failed)
        listener->listen(tcp::acceptor::max_listen_connections, failed);
    if (failed) {
        std::ostringstream what;
        what << "cannot listen on " << endpoint;
        // A copy, without the place in Asio's source that it would name.
        throw boost::system::system_error(error_code(failed.value(), failed.category()),
                                          what.str());
    }
    if (port_ == 0)
        port_ = listener->local_endpoint().port();
    return listener;
}

void server::close_listeners() {
    for (const auto& listener : listeners_)
        listener->close();
    listeners_.clear();
}

asio::awaitable<void> server::accept(std::shared_ptr<acceptor> listener) {
    asio::steady_timer pause(workers_.front()->io);
    for (;;) {
        worker& serving = next_worker();
        const asio::any_io_executor executor = serving.io.get_executor();
        std::tuple<error_code, tcp::socket> accepted =
            co_await listener->async_accept(executor, asio::as_tuple(asio::use_awaitable));
        const error_code failed = std::get<0>(accepted);
        if (failed == asio::error::operation_aborted || failed == asio::error::bad_descriptor)
            co_return;
        if (failed) {
            pause.expires_after(accept_pause);
            co_await pause.async_wait(asio::use_awaitable);
        } else {
            asio::co_spawn(executor, serve(std::move(std::get<1>(accepted))), end_of_coroutine);
        }
    }
}

asio::awaitable<void> server::serve(tcp::socket socket) {
    error_code ignored; // a connection without it still works
    socket.set_option(tcp::no_delay(true), ignored);
    net::close_on_exec(socket.native_handle());
    session served(environment_, std::move(socket));
    co_await served.run(admission_);
}

server::worker& server::next_worker() noexcept {
    turn_ = (turn_ + 1) % workers_.size();
    return *workers_[turn_];
}

} // namespace coai::testing
