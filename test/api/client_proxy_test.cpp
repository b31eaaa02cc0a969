#include "api/emulated_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <string>
#include <thread>

using namespace coai;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::emulated_client;
using test::question;

namespace {

/// A proxy for one connection, on a thread of its own: answers the request's head with `answer`,
/// and then, if it is to tunnel, moves bytes between the two ends until one of them is done.
class one_connection_proxy {
public:
    one_connection_proxy(std::string answer, std::optional<unsigned short> tunnel_to)
        : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          answer_(std::move(answer)),
          tunnel_to_(tunnel_to),
          thread_([this] { serve(); }) {}

    std::string url(const std::string& user = {}) const {
        return "http://" + user + "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

    /// The head of the request, once the connection is over.
    std::string request() {
        if (thread_.joinable()) {
            thread_.join();
        }
        return request_;
    }

private:
    void serve() {
        tcp::socket client(io_);
        acceptor_.accept(client);
        boost::system::error_code ended; // either end may hang up at any time
        const std::size_t head =
            asio::read_until(client, asio::dynamic_buffer(request_), "\r\n\r\n", ended);
        request_.resize(head);
        asio::write(client, asio::buffer(answer_), ended);
        if (!tunnel_to_) {
            return;
        }
        tcp::socket server(io_);
        server.connect(tcp::endpoint(asio::ip::address_v4::loopback(), *tunnel_to_), ended);
        std::jthread upstream([&] { pump(client, server); });
        pump(server, client);
    }

    static void pump(tcp::socket& from, tcp::socket& to) {
        std::array<char, 4096> bytes{};
        boost::system::error_code ended;
        for (;;) {
            const std::size_t count = from.read_some(asio::buffer(bytes), ended);
            if (ended) {
                break;
            }
            asio::write(to, asio::buffer(bytes, count), ended);
        }
        to.shutdown(tcp::socket::shutdown_send, ended);
    }

    asio::io_context io_;
    tcp::acceptor acceptor_;
    std::string answer_;
    std::optional<unsigned short> tunnel_to_;
    std::string request_;
    std::jthread thread_; // last, so that it ends before what it uses
};

void use_proxy(emulated_client& emulated, const std::string& url) {
    emulated.reconfigure([&](client_options& options) {
        options.proxy = url;
        options.retry.max_retries = 0;
    });
}

} // namespace

TEST_SUITE("HTTP proxy") {
    TEST_CASE("an https call goes through a tunnel, with TLS from end to end") {
        emulated_client emulated;
        one_connection_proxy proxy("HTTP/1.1 200 Connection established\r\n\r\n",
                                   emulated.server.port());
        use_proxy(emulated, proxy.url("user:pass@"));
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK_FALSE(answer.text().empty());
        use_proxy(emulated, ""); // closes the tunnel

        const std::string request = proxy.request();
        const std::string target = "localhost:" + std::to_string(emulated.server.port());
        CHECK(request.starts_with("CONNECT " + target + " HTTP/1.1\r\n"));
        CHECK(request.find("Basic dXNlcjpwYXNz") != std::string::npos);
        CHECK(request.find("emulator-key") == std::string::npos);
        const auto sent = emulated.server.requests().front();
        CHECK_FALSE(sent.headers.contains("proxy-authorization"));
    }

    TEST_CASE("a tunnel that is refused is an error with the proxy's status") {
        emulated_client emulated;
        one_connection_proxy proxy(
            "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            std::nullopt);
        use_proxy(emulated, proxy.url());
        const auto failed = emulated.failure_of<connection_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::proxy_failed);
        CHECK(std::string(failed.what()).find("407") != std::string::npos);
        CHECK(failed.attempts() == 1);
    }

    TEST_CASE(
        "interim responses of the proxy come before its answer, in one piece with it or not") {
        emulated_client emulated;
        one_connection_proxy proxy("HTTP/1.1 100 Continue\r\n\r\n"
                                   "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                                   "HTTP/1.1 200 Connection established\r\n\r\n",
                                   emulated.server.port());
        use_proxy(emulated, proxy.url());
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK_FALSE(answer.text().empty());
        use_proxy(emulated, ""); // closes the tunnel
    }

    TEST_CASE("a proxy that sends interim responses without end is not waited for") {
        emulated_client emulated;
        std::string many;
        while (many.size() < 100'000) {
            many += "HTTP/1.1 100 Continue\r\n\r\n";
        }
        one_connection_proxy proxy(many, std::nullopt);
        use_proxy(emulated, proxy.url());
        const auto failed = emulated.failure_of<connection_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::proxy_failed);
        CHECK(failed.cause().category().name() == std::string("coai.http"));
    }

    TEST_CASE("a proxy that breaks off is an error of the proxy") {
        emulated_client emulated;
        one_connection_proxy proxy("", std::nullopt);
        use_proxy(emulated, proxy.url());
        const auto failed = emulated.failure_of<connection_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::proxy_failed);
    }

    TEST_CASE("an http call hands its whole URL to the proxy") {
        testing::emulator_options plain;
        plain.tls = false;
        emulated_client emulated(plain);
        one_connection_proxy proxy(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 61\r\n"
            "Connection: close\r\n\r\n"
            R"({"choices":[{"message":{"content":"from behind the proxy"}}]})",
            std::nullopt);
        use_proxy(emulated, proxy.url("user:pass@"));
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(answer.text() == "from behind the proxy");
        const std::string request = proxy.request();
        CHECK(request.starts_with("POST " + emulated.server.base_url() + "chat/completions "));
        CHECK(request.find("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n") != std::string::npos);
        CHECK(emulated.server.requests_received() == 0);
    }
}
