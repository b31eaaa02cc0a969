#pragma once

#include "net/gate.hpp"
#include "net/openssl_handles.hpp"
#include "net/session_cache.hpp"

#include <coai/options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <string>
#include <thread>

namespace coai::net {

/// The TLS settings that all connections of a client share. Thread-safe once made.
///
/// Certificates that the caller names are loaded at once, so that a wrong path or a broken file is
/// an error of the constructor. The system's store takes OpenSSL 3 tens of milliseconds to read and
/// is loaded by a thread of its own; ready() waits for it.
class tls_context {
public:
    /// @throws usage_error naming the option that cannot be used.
    explicit tls_context(const tls_options& options);
    ~tls_context();

    tls_context(const tls_context&) = delete;
    tls_context& operator=(const tls_context&) = delete;

    /// Waits until the system's certificates are loaded.
    boost::asio::awaitable<void> ready(boost::asio::any_io_executor executor);

    /// A TLS session with `host`, which may be an IP address, set to connect, to verify the host,
    /// and to resume a session of `sessions` if it has one. New sessions go there, so `sessions`
    /// must outlive the result.
    /// @throws connection_error (errc::tls_failed) when no certificate can bear such a host's name.
    ssl_ptr make_client(const std::string& host, session_cache& sessions);

private:
    void load_system_store();

    ssl_ctx_ptr context_;
    gate loaded_;
    std::jthread loader_; // last, so that it ends before what it uses
};

} // namespace coai::net
