#include "net/dialer.hpp"

#include "http/failure.hpp"
#include "http/final_head_parser.hpp"
#include "http/request_head.hpp"
#include "net/connect.hpp"
#include "net/openssl_error.hpp"

#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using boost::system::error_code;
using status = io_result::status;

namespace {

[[noreturn]] void throw_handshake_failure(SSL* ssl, const origin& destination, error_code cause) {
    detail::failure failed(errc::tls_failed,
                           "the TLS handshake with " + destination.host +
                               " failed: " + describe_handshake_error(ssl, cause));
    failed.cause = cause;
    failed.permanent = SSL_get_verify_result(ssl) != X509_V_OK;
    detail::throw_failure(std::move(failed));
}

/// "host:port", with brackets around an IPv6 address (RFC 9112 3.2.3).
std::string authority(const origin& destination) {
    const bool ipv6 = destination.host.find(':') != std::string::npos;
    std::string text = ipv6 ? '[' + destination.host + ']' : destination.host;
    return text + ':' + std::to_string(destination.port);
}

} // namespace

dialer::dialer(settings chosen)
    : settings_(std::move(chosen)),
      resolver_(std::make_shared<resolver_cache>(settings_.executor, settings_.dns_cache)),
      buffers_(std::make_shared<buffer_stock>()) {}

asio::awaitable<std::unique_ptr<connection>> dialer::dial(origin destination,
                                                          std::shared_ptr<session_cache> sessions) {
    const std::string& host = settings_.proxy ? settings_.proxy->host : destination.host;
    const std::uint16_t port = settings_.proxy ? settings_.proxy->port : destination.port;
    transport connected = co_await connect(host, port);
    auto made = std::make_unique<connection>(std::move(connected), settings_.executor, buffers_,
                                             std::move(sessions));
    if (!destination.tls)
        co_return made;
    if (settings_.proxy)
        co_await open_tunnel(*made, destination);
    co_await settings_.tls->ready(settings_.executor);
    made->transport().start_tls(settings_.tls->make_client(destination.host, *made->sessions()));
    co_await handshake(made->transport(), destination);
    co_return made;
}

asio::awaitable<transport> dialer::connect(std::string host, std::uint16_t port) {
    endpoints addresses = co_await resolver_->resolve(std::move(host), port);
    asio::ip::tcp::socket socket =
        co_await connect_any(settings_.executor, std::move(addresses), settings_.keepalive);
    co_return transport(std::move(socket));
}

asio::awaitable<void> dialer::open_tunnel(connection& through, const origin& destination) {
    const std::string target = authority(destination);
    http::cleansing_string text;
    http::request_head_writer head(text, "CONNECT", target, target);
    if (!settings_.proxy->authorization.empty())
        head.field("Proxy-Authorization", settings_.proxy->authorization.reveal());
    head.finish();
    error_code ec = co_await through.write(text);

    http::final_head_parser answer;
    answer.skip_body(true);
    while (!ec && !answer.done()) {
        ec = co_await through.fill();
        if (!ec)
            through.consume(answer.put(through.received(), ec));
    }
    if (ec)
        detail::throw_failure(errc::proxy_failed, "the proxy broke the connection off", ec);
    const unsigned code = answer.head().status;
    if (code < 200 || code > 299 || !through.received().empty())
        detail::throw_failure(errc::proxy_failed, "the proxy refused the tunnel to " + target +
                                                      " with status " + std::to_string(code));
}

asio::awaitable<void> dialer::handshake(transport& over, const origin& destination) {
    for (;;) {
        const io_result step = over.try_handshake();
        if (step.outcome == status::done)
            co_return;
        if (step.outcome == status::failed || step.outcome == status::end)
            throw_handshake_failure(over.ssl(), destination, step.error);
        co_await over.ready(step.outcome);
    }
}

} // namespace coai::net
