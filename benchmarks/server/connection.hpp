#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace bench {

struct ssl_deleter {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};

/// A client's connection to the stream server: TLS over a socket that does not block, and just
/// enough HTTP to find where a request ends.
class connection {
public:
    /// Takes the descriptor over.
    connection(int descriptor, SSL_CTX* context);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Does what the socket is ready for; false when the connection is over.
    bool advance();

    /// The target of the next request that has arrived completely.
    std::optional<std::string> take_request();

    /// Sends `text` as a TLS record of its own, or as several if it does not fit one.
    void send(std::string text);

    bool is_open() const noexcept { return open_; }

    /// Chunks of a paced stream that are still to be sent.
    std::size_t chunks_left = 0;

private:
    bool read();
    void flush();
    bool has_failed(int returned) const;

    int descriptor_;
    std::unique_ptr<SSL, ssl_deleter> ssl_;
    std::string received_;
    std::deque<std::string> outbox_;
    std::size_t written_ = 0; // of the outbox's front
    bool open_ = true;
};

} // namespace bench
