#pragma once

#include <coai/testing/emulator_options.hpp>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace coai::testing {

struct x509_deleter {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using x509_ptr = std::unique_ptr<X509, x509_deleter>;

struct pkey_deleter {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using pkey_ptr = std::unique_ptr<EVP_PKEY, pkey_deleter>;

/// A certificate with its private key.
struct identity {
    x509_ptr certificate;
    pkey_ptr key;
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
