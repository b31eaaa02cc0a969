#pragma once

#include "net/openssl_handles.hpp"

#include <coai/testing/emulator_options.hpp>

#include <string>

namespace coai::testing {

/// The TLS settings of the emulator, with a certificate of its own authority. Thread-safe once
/// made.
class server_tls_context {
public:
    /// @throws boost::system::system_error with OpenSSL's error.
    explicit server_tls_context(const emulator_options& options);

    /// A TLS session set to accept.
    net::ssl_ptr make_server() const;

    /// The authority's certificate.
    const std::string& ca_pem() const noexcept { return ca_pem_; }

private:
    net::ssl_ctx_ptr context_;
    std::string ca_pem_;
};

} // namespace coai::testing
