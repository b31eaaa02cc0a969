#include "peers/beast_connection.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <stdexcept>

namespace bench {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace json = boost::json;
using asio::ip::tcp;

beast_target::beast_target(arguments& given) : port(0), tls(asio::ssl::context::tls_client) {
    const std::string url = given.text("url");
    const std::string start = "https://localhost:";
    if (url.rfind(start, 0) != 0)
        throw std::invalid_argument("--url must begin with " + start);
    const std::size_t path = url.find('/', start.size());
    port = static_cast<std::uint16_t>(std::stoul(url.substr(start.size(), path - start.size())));
    target = url.substr(path) + "chat/completions";
    tls.load_verify_file(given.text("ca"));
    tls.set_verify_mode(asio::ssl::verify_peer);
}

asio::awaitable<std::unique_ptr<beast_stream>> beast_connect(beast_target& to) {
    auto made = std::make_unique<beast_stream>(co_await asio::this_coro::executor, to.tls);
    SSL_set_tlsext_host_name(made->native_handle(), "localhost");
    SSL_set1_host(made->native_handle(), "localhost");
    const tcp::endpoint server(asio::ip::address_v4::loopback(), to.port);
    beast::tcp_stream& socket = beast::get_lowest_layer(*made);
    co_await socket.async_connect(server, asio::use_awaitable);
    socket.socket().set_option(tcp::no_delay(true));
    co_await made->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    co_return made;
}

http::request<http::string_body> beast_request(const beast_target& to, bool stream) {
    json::object body{
        {"model", "gemini-2.5-flash"},
        {"messages", {{{"role", "user"}, {"content", "Explain to me how AI works"}}}},
    };
    if (stream)
        body["stream"] = true;
    http::request<http::string_body> request(http::verb::post, to.target, 11);
    request.set(http::field::host, "localhost");
    request.set(http::field::authorization, "Bearer benchmark-key");
    request.set(http::field::content_type, "application/json");
    request.body() = json::serialize(body);
    request.prepare_payload();
    return request;
}

} // namespace bench
