#pragma once

#include "server/connection.hpp"
#include "server/pacer.hpp"

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace bench {

struct server_options {
    /// PEM files.
    std::string certificate_chain;
    std::string private_key;
    /// Chunks of a stream.
    std::size_t chunks = 2000;
    /// See pacer.
    double chunks_per_second = 1000;
    std::size_t gather = 1;
    /// Between that and the first chunk.
    std::chrono::milliseconds settle{};
    /// After which it ends, whatever happens.
    std::chrono::seconds lifetime{600};
};

/// A server for what a server with fixed replies cannot do: streams whose chunks come one by one.
/// One thread, one epoll, TLS 1.3 on a free port of 127.0.0.1. The target's first part chooses:
///
///     /plain/   a chat completion
///     /late/    the same when the client certainly waits for it
///     /bulk/    a stream as fast as it goes
///     /records/ a stream as fast as it goes, each chunk in a TLS record of its own
///     /paced/   a stream at the pacer's rate
///     /silent/  a stream that falls silent after its first chunk
class stream_server {
public:
    /// @throws std::runtime_error when it cannot listen or read its certificate.
    explicit stream_server(const server_options& options);
    ~stream_server();
    stream_server(const stream_server&) = delete;
    stream_server& operator=(const stream_server&) = delete;

    std::uint16_t port() const noexcept { return port_; }

    /// Serves until its lifetime is over.
    void run();

private:
    struct context_deleter {
        void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    };

    void make_context(const server_options& options);
    void listen();
    void watch(int descriptor, std::uint32_t events) const;
    void set_ticking(bool ticking);
    void accept_all();
    void on_ready(int descriptor);
    void answer(const std::shared_ptr<connection>& client, const std::string& target);

    std::unique_ptr<SSL_CTX, context_deleter> context_;
    std::size_t chunks_;
    std::chrono::seconds lifetime_;
    std::string plain_;
    std::string stream_head_;
    std::string bulk_;
    pacer pacer_;
    int epoll_ = -1;
    int listener_ = -1;
    int timer_ = -1;
    bool ticking_ = false;
    std::uint16_t port_ = 0;
    std::unordered_map<int, std::shared_ptr<connection>> connections_;
};

} // namespace bench
