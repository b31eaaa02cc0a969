#pragma once

#include "net/openssl_handles.hpp"

#include <coai/testing/emulator_options.hpp>

#include <string>

namespace coai::testing {

/// A certificate with its private key.
struct identity {
    net::x509_ptr certificate;
    net::pkey_ptr key;
};

/// A certificate authority made for one emulator: a fresh EC P-256 key that signs itself.
/// @throws boost::system::system_error with OpenSSL's error, as all members do.
class certificate_authority {
public:
    certificate_authority();

    /// A server's certificate with its own key, good or with the given defect.
    identity issue(certificate_kind kind) const;

    /// The authority's certificate.
    std::string pem() const;

private:
    identity own_;
};

} // namespace coai::testing
