#include "api/emulated_client.hpp"
#include "net/openssl_handles.hpp"
#include "testing/server_tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

using namespace coai;
using boost::asio::io_context;
using namespace std::chrono_literals;

namespace {

/// What the server does once it has asked for another handshake.
enum class insistence {
    /// It goes on with the response and does not look at what the client says.
    none,
    /// It reads until the client has answered.
    waits,
};

constexpr std::string_view answer_head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                         "Content-Length: 63\r\n\r\n";
constexpr std::string_view answer_body =
    R"({"choices":[{"message":{"content":"from behind the request"}}]})";

testing::emulator_options only_tls_1_2() {
    testing::emulator_options options;
    options.only_tls_version = testing::tls_version::tls_1_2;
    return options;
}

/// Serves one connection on a thread of its own, with blocking I/O: in the midst of its response it
/// asks for renegotiation.
class renegotiating_server {
public:
    explicit renegotiating_server(insistence how) : how_(how), listening_(listen_anywhere()) {
        thread_ = std::jthread([this] { serve(); });
    }
    renegotiating_server(const renegotiating_server&) = delete;
    renegotiating_server& operator=(const renegotiating_server&) = delete;
    ~renegotiating_server() {
        client_hellos();
        ::close(listening_);
    }

    client_options options() const {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        client_options chosen{secret("any text")};
        chosen.base_url = "https://localhost:" + std::to_string(ntohs(address.sin_port)) + "/v1/";
        chosen.tls.ca_pem = tls_.ca_pem();
        chosen.proxy = "";
        return chosen;
    }

    /// Once the connection is over.
    /// @{
    int client_hellos() {
        if (thread_.joinable()) {
            thread_.join();
        }
        return client_hellos_;
    }
    bool was_refused() const { return refused_; }
    /// @}

private:
    static int listen_anywhere() {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(descriptor, 1) != 0)
            throw std::runtime_error("cannot listen");
        return descriptor;
    }

    void serve() {
        const int socket = ::accept(listening_, nullptr, nullptr);
        const timeval patience{20, 0}; // only against hanging
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const net::ssl_ptr ssl = tls_.make_server();
        SSL_set_msg_callback(ssl.get(), note_message);
        SSL_set_msg_callback_arg(ssl.get(), this);
        SSL_set_fd(ssl.get(), socket);
        if (SSL_accept(ssl.get()) == 1 && read_request(ssl.get()))
            respond(ssl.get());
        SSL_shutdown(ssl.get());
        ::close(socket);
    }

    static void note_message(int sent, int, int content_type, const void* message, std::size_t size,
                             SSL*, void* server) {
        const bool is_hello = sent == 0 && content_type == SSL3_RT_HANDSHAKE && size > 0 &&
                              *static_cast<const unsigned char*>(message) == SSL3_MT_CLIENT_HELLO;
        static_cast<renegotiating_server*>(server)->client_hellos_ += is_hello ? 1 : 0;
    }

    static bool read_request(SSL* ssl) {
        std::string request;
        std::array<char, 4096> piece{};
        while (request.find("\r\n\r\n{") == std::string::npos) {
            const int count = SSL_read(ssl, piece.data(), piece.size());
            if (count <= 0)
                return false;
            request.append(piece.data(), static_cast<std::size_t>(count));
        }
        return true;
    }

    void respond(SSL* ssl) {
        SSL_write(ssl, answer_head.data(), static_cast<int>(answer_head.size()));
        SSL_renegotiate(ssl);
        SSL_do_handshake(ssl); // sends the request for it
        if (how_ == insistence::waits) {
            char byte = 0;
            ERR_clear_error();
            SSL_read(ssl, &byte, 1);
            refused_ = ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_NO_RENEGOTIATION;
            return;
        }
        SSL_write(ssl, answer_body.data(), static_cast<int>(answer_body.size()));
        char byte = 0;
        SSL_read(ssl, &byte, 1); // until the client leaves
    }

    insistence how_;
    testing::server_tls_context tls_{only_tls_1_2()};
    int listening_;
    int client_hellos_ = 0;
    bool refused_ = false;
    std::jthread thread_;
};

} // namespace

TEST_SUITE("renegotiation") {
    TEST_CASE("a server that asks for it and goes on is read to the end, without it") {
        renegotiating_server server(insistence::none);
        io_context io(1);
        {
            const client caller(io.get_executor(), test::without_retries(server.options()));
            const auto answer = test::run(io, caller.chat.completions.create(test::question()));
            CHECK(answer.text() == "from behind the request");
        }
        CHECK(server.client_hellos() == 1);
    }

    TEST_CASE("a server that insists on it is told no, and the call ends with an error") {
        renegotiating_server server(insistence::waits);
        io_context io(1);
        const client caller(io.get_executor(), test::without_retries(server.options()));
        const auto failed =
            test::failure_of<error>(io, caller.chat.completions.create(test::question()));
        const bool expected =
            failed.kind() == errc::connection_lost || failed.kind() == errc::truncated;
        CHECK_MESSAGE(expected, failed.what());
        CHECK(caller.statistics().open == 0);
        CHECK(server.client_hellos() == 1);
        CHECK(server.was_refused());
    }
}
