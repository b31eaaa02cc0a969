#include "testing/session.hpp"

#include "http/ascii.hpp"
#include "testing/connection_ending.hpp"
#include "testing/response_composer.hpp"
#include "testing/response_sender.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/ssl.h>

#include <chrono>
#include <string>
#include <tuple>
#include <utility>

namespace coai::testing {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using net::io_result;

namespace {

/// How long a client may take to leave after a refusal that it could not read while it was sending.
constexpr std::chrono::seconds linger_time{2};

/// What a form may hold beside a file.
constexpr std::uint64_t room_in_form = std::uint64_t{1024} * 1024;

bool expects_continue(const request& asked) {
    const auto field = asked.headers.find("expect");
    return field && http::equal_ignoring_case(*field, "100-continue");
}

} // namespace

session::session(session_environment& environment, tcp::socket socket)
    : environment_(environment),
      connection_(net::transport(std::move(socket)), socket.get_executor(),
                  std::make_shared<net::buffer_stock>()),
      number_(environment.seen.connection_opened(connection_.watchdog())),
      parser_(environment.options.max_request_size,
              environment.options.max_file_size + room_in_form) {}

session::~session() {
    connection_.close(false);
    environment_.seen.connection_closed(number_);
}

asio::awaitable<void> session::run(admission how) {
    switch (how) {
    case admission::stall:
        co_await end_connection(connection_, ending::stall);
        co_return;
    case admission::close:
        co_await end_connection(connection_, ending::close);
        co_return;
    case admission::reset:
        co_await end_connection(connection_, ending::reset);
        co_return;
    case admission::serve:
    case admission::refuse: // came before the listeners were closed
        break;
    }
    bool goes_on = true;
    if (environment_.tls)
        goes_on = co_await handshake();
    while (goes_on)
        goes_on = co_await serve_request();
}

asio::awaitable<bool> session::handshake() {
    net::transport& transport = connection_.transport();
    transport.start_tls(environment_.tls->make_server());
    for (;;) {
        const io_result step = transport.try_handshake();
        if (step.outcome == io_result::status::done)
            break;
        if (step.outcome == io_result::status::failed || step.outcome == io_result::status::end)
            co_return false;
        co_await transport.ready(step.outcome);
        connection_.check_watchdog();
    }
    environment_.seen.handshake_completed(SSL_session_reused(transport.ssl()) == 1);
    co_return true;
}

asio::awaitable<bool> session::serve_request() {
    const error_code no_head = co_await receive_head();
    if (no_head) {
        co_await refuse_request();
        co_return false;
    }
    const fault::plan faulty = environment_.faults.take();
    if (!faulty.read_body) {
        record(parser_.parsed());
        co_await wait_for_reset();
        co_return false;
    }
    const error_code no_body = co_await receive_body(faulty.reset_in_request.value_or(fault::all));
    if (no_body) {
        co_await refuse_request();
        co_return false;
    }
    if (faulty.reset_in_request) {
        take_part_of_request(*faulty.reset_in_request);
        co_await end_connection(connection_, ending::reset);
        co_return false;
    }
    const request asked = std::move(parser_.parsed());
    parser_.reset();
    record(asked);

    ++connection_.served;
    const std::size_t most = environment_.options.max_requests_per_connection;
    const bool may_keep_alive = most == 0 || connection_.served < most;
    const composed_response response = compose_response(answer(asked, faulty), asked, faulty,
                                                        environment_.options, may_keep_alive);
    write_pace pace;
    pace.size = faulty.write_size;
    pace.pause = faulty.write_pause;
    const bool stands = co_await send_response(connection_, response, pace);
    if (stands && !response.keep_alive)
        co_await end_connection(connection_, ending::close);
    const bool goes_on = stands && response.keep_alive;
    co_return goes_on;
}

asio::awaitable<error_code> session::receive_head() {
    const auto patience = environment_.options.idle_timeout;
    if (patience.count() > 0)
        connection_.watchdog()->expect_by(std::chrono::steady_clock::now() + patience,
                                          errc::stream_idle_timeout);
    error_code ec;
    while (!ec && !parser_.head_done())
        ec = co_await receive_more();
    if (patience.count() > 0)
        connection_.watchdog()->stop_timer();
    co_return ec;
}

/// Receives the body, or at least that many bytes of it.
asio::awaitable<error_code> session::receive_body(std::uint64_t at_most) {
    error_code ec;
    if (!parser_.done() && expects_continue(parser_.parsed()))
        ec = co_await connection_.write("HTTP/1.1 100 Continue\r\n\r\n");
    while (!ec && !parser_.done() && parser_.body_size() < at_most)
        ec = co_await receive_more();
    co_return ec;
}

/// Lets the routes have what has come of a request, of which no more will.
void session::take_part_of_request(std::uint64_t size) {
    request asked = std::move(parser_.parsed());
    asked.complete = false;
    if (asked.body.size() > size)
        asked.body.resize(static_cast<std::size_t>(size));
    record(asked);
    environment_.routes.handle_part(asked);
}

/// Gives the parser what has been received, or else receives.
asio::awaitable<error_code> session::receive_more() {
    error_code ec;
    if (connection_.received().empty())
        ec = co_await connection_.fill();
    if (!ec)
        connection_.consume(parser_.put(connection_.received(), ec));
    co_return ec;
}

asio::awaitable<void> session::refuse_request() {
    if (!parser_.failure())
        co_return; // the client left
    const std::string limit = std::to_string(environment_.options.max_request_size);
    const request_error error(
        400, parser_.is_body_too_large()
                 ? "Request payload size exceeds the limit: " + limit + " bytes."
                 : "The request is not HTTP/1.1: " + parser_.failure().message() + '.');
    const fault::plan no_fault;
    const request& asked = parser_.parsed();
    const composed_response response = compose_response(
        environment_.routes.refuse(asked, error), asked, no_fault, environment_.options, false);
    const write_pace at_once;
    const bool sent = co_await send_response(connection_, response, at_once);
    if (!sent)
        co_return;
    // To close with input unread would be a reset, which takes the response with it.
    connection_.watchdog()->expect_by(std::chrono::steady_clock::now() + linger_time,
                                      errc::attempt_timeout);
    error_code ignored; // if the client is gone, the next line notices
    connection_.transport().socket().shutdown(tcp::socket::shutdown_send, ignored);
    co_await discard_input(connection_);
}

asio::awaitable<void> session::wait_for_reset() {
    const std::tuple<error_code> waited = co_await connection_.transport().socket().async_wait(
        tcp::socket::wait_error, asio::as_tuple(asio::use_awaitable));
    static_cast<void>(waited); // whatever ended it, the connection is of no more use
}

reply session::answer(const request& asked, const fault::plan& faulty) const {
    const router& routes = environment_.routes;
    if (!faulty.status)
        return routes.handle(asked);
    if (!faulty.body)
        return routes.refuse(asked,
                             request_error(*faulty.status, "The emulator was told to fail."));
    reply scripted = reply::whole(*faulty.status, "application/json", *faulty.body);
    routes.decorate(scripted, asked);
    return scripted;
}

void session::record(const request& asked) {
    recorded_request entry;
    entry.connection = number_;
    if (environment_.seen.wants_content()) {
        entry.method = asked.method;
        entry.target = asked.target;
        entry.headers = asked.headers;
        const std::size_t most = environment_.options.max_recorded_body_size;
        entry.body = asked.form ? asked.form->read(0, most) : asked.body.substr(0, most);
    }
    environment_.seen.request_received(std::move(entry));
}

} // namespace coai::testing
