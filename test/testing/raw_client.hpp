#pragma once

#include "net/openssl_handles.hpp"

#include <coai/headers.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

/// A blocking client whose I/O shares no code with coai's: it shows what bytes an emulator really
/// sends.
namespace raw {

/// How a connection came to its end.
enum class stop { none, close_notify, fin, reset, tls_error, timeout };

struct settings {
    settings() {}
    bool tls = true;
    /// Trusted certificate; the peer is not verified where empty.
    std::string ca_pem;
    std::string host = "localhost";
    int max_tls_version = 0;
    /// A session to resume.
    SSL_SESSION* session = nullptr;
    /// Most bytes that one read takes.
    std::size_t read_size = 16 * 1024;
};

inline settings trusting(std::string ca_pem) {
    settings chosen;
    chosen.ca_pem = std::move(ca_pem);
    return chosen;
}

class handshake_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class client {
public:
    explicit client(std::uint16_t port, const settings& chosen = settings()) : chosen_(chosen) {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        const timeval patience{20, 0}; // only against hanging
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            ::close(socket_);
            throw std::runtime_error("connection refused");
        }
        try {
            if (chosen_.tls)
                handshake();
        } catch (...) {
            close();
            throw;
        }
    }
    client(const client&) = delete;
    client& operator=(const client&) = delete;
    ~client() { close(); }

    void send(std::string_view text) {
        while (!text.empty()) {
            std::size_t count = 0;
            if (ssl_) {
                if (SSL_write_ex(ssl_.get(), text.data(), text.size(), &count) != 1)
                    throw std::runtime_error("cannot write");
            } else {
                const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
                if (sent <= 0)
                    throw std::runtime_error("cannot write");
                count = static_cast<std::size_t>(sent);
            }
            text.remove_prefix(count);
        }
    }

    /// What one read yields; empty at the end, and then ended() tells which.
    std::string read_some() {
        std::string piece(chosen_.read_size, '\0');
        errno = 0;
        ERR_clear_error();
        if (!ssl_) {
            const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
            if (count <= 0)
                ended_ = count == 0 ? stop::fin : stop_of_errno();
            piece.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
            return piece;
        }
        std::size_t count = 0;
        const int result = SSL_read_ex(ssl_.get(), piece.data(), piece.size(), &count);
        if (result != 1)
            ended_ = stop_of_tls(result);
        piece.resize(result == 1 ? count : 0);
        return piece;
    }

    /// Everything up to the end of the connection.
    std::string read_to_end() {
        std::string all = std::move(unread);
        for (std::string piece = read_some(); !piece.empty(); piece = read_some())
            all += piece;
        return all;
    }

    /// At least that many bytes, unless the connection ends.
    std::string read_at_least(std::size_t size) {
        std::string all = std::move(unread);
        while (all.size() < size) {
            const std::string piece = read_some();
            if (piece.empty())
                break;
            all += piece;
        }
        return all;
    }

    stop ended() const { return ended_; }
    SSL* ssl() const { return ssl_.get(); }

    void close() {
        ssl_.reset();
        if (socket_ >= 0)
            ::close(socket_);
        socket_ = -1;
    }

    /// Received, but behind what was asked for.
    std::string unread;

private:
    void handshake() {
        context_.reset(SSL_CTX_new(TLS_client_method()));
        if (!chosen_.ca_pem.empty()) {
            const coai::net::bio_ptr text(
                BIO_new_mem_buf(chosen_.ca_pem.data(), static_cast<int>(chosen_.ca_pem.size())));
            const coai::net::x509_ptr authority(
                PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get());
            SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
        }
        if (chosen_.max_tls_version != 0) {
            SSL_CTX_set_security_level(context_.get(), 0);
            SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
            SSL_CTX_set_max_proto_version(context_.get(), chosen_.max_tls_version);
        }
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_tlsext_host_name(ssl_.get(), chosen_.host.c_str());
        SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        SSL_set1_host(ssl_.get(), chosen_.host.c_str());
        if (chosen_.session)
            SSL_set_session(ssl_.get(), chosen_.session);
        SSL_set_fd(ssl_.get(), socket_);
        ERR_clear_error();
        if (SSL_connect(ssl_.get()) == 1)
            return;
        const long verified = SSL_get_verify_result(ssl_.get());
        std::array<char, 256> text{};
        ERR_error_string_n(ERR_get_error(), text.data(), text.size());
        throw handshake_error(verified == X509_V_OK ? text.data()
                                                    : X509_verify_cert_error_string(verified));
    }

    static stop stop_of_errno() {
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return stop::timeout;
        return stop::reset;
    }

    stop stop_of_tls(int result) {
        switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_ZERO_RETURN:
            return stop::close_notify;
        case SSL_ERROR_SYSCALL:
            return stop_of_errno();
        case SSL_ERROR_WANT_READ:
            return stop::timeout;
        default:
            return ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING
                       ? stop::fin
                       : stop::tls_error;
        }
    }

    settings chosen_;
    int socket_ = -1;
    coai::net::ssl_ctx_ptr context_;
    coai::net::ssl_ptr ssl_;
    stop ended_ = stop::none;
};

/// A response taken apart.
struct response {
    unsigned status = 0;
    coai::headers headers;
    std::string body;
    /// Bytes of status line and headers.
    std::size_t head_size = 0;
    /// False if the connection ended before the framing said so.
    bool complete = false;
};

inline response parse_head(std::string_view text) {
    response result;
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos || !text.starts_with("HTTP/1.1 "))
        return result;
    result.head_size = end + 4;
    result.status = static_cast<unsigned>(std::atoi(text.data() + 9));
    std::string_view lines = text.substr(0, end);
    while (true) {
        const std::size_t line_end = lines.find("\r\n");
        if (line_end == std::string_view::npos)
            break;
        lines.remove_prefix(line_end + 2);
        const std::string_view line = lines.substr(0, lines.find("\r\n"));
        const std::size_t colon = line.find(": ");
        result.headers.add(line.substr(0, colon), line.substr(colon + 2));
    }
    return result;
}

/// Takes HTTP chunks apart; `size` is how many bytes they take, 0 while they are incomplete.
inline std::string join_chunks(std::string_view text, std::size_t& size) {
    std::string body;
    size = 0;
    for (std::size_t at = 0;;) {
        const std::size_t line_end = text.find("\r\n", at);
        if (line_end == std::string_view::npos)
            return body;
        const auto length = static_cast<std::size_t>(std::strtoul(text.data() + at, nullptr, 16));
        at = line_end + 2;
        if (text.size() < at + length + 2)
            return body + std::string(text.substr(at, length));
        body += text.substr(at, length);
        at += length + 2;
        if (length == 0) {
            size = at;
            return body;
        }
    }
}

/// Reads one response, and leaves what follows it in `from.unread`.
inline response read_response(client& from) {
    std::string text;
    for (;;) {
        response result = parse_head(text);
        if (result.head_size > 0) {
            const std::string_view rest = std::string_view(text).substr(result.head_size);
            std::size_t body_size = 0;
            if (result.headers.contains("transfer-encoding")) {
                result.body = join_chunks(rest, body_size);
                result.complete = body_size > 0;
            } else if (const auto length = result.headers.find("content-length")) {
                const auto expected = std::stoul(std::string(*length));
                result.body = rest.substr(0, expected);
                body_size = result.body.size();
                result.complete = body_size == expected;
            } else {
                result.body = rest;
                result.complete = from.ended() != stop::none;
            }
            if (result.complete)
                from.unread = rest.substr(std::min(body_size, rest.size()));
            if (result.complete || from.ended() != stop::none)
                return result;
        } else if (from.ended() != stop::none) {
            return result;
        }
        text += from.unread.empty() ? from.read_some() : std::exchange(from.unread, {});
    }
}

} // namespace raw
