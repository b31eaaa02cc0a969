#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace coai::net {

/// Lets a unique_ptr free what OpenSSL has made.
template <auto* free_object>
struct openssl_deleter {
    template <class T>
    void operator()(T* object) const noexcept {
        free_object(object);
    }
};

using bio_ptr = std::unique_ptr<BIO, openssl_deleter<BIO_free>>;
using pkey_ptr = std::unique_ptr<EVP_PKEY, openssl_deleter<EVP_PKEY_free>>;
using ssl_ctx_ptr = std::unique_ptr<SSL_CTX, openssl_deleter<SSL_CTX_free>>;
using ssl_ptr = std::unique_ptr<SSL, openssl_deleter<SSL_free>>;
using ssl_session_ptr = std::unique_ptr<SSL_SESSION, openssl_deleter<SSL_SESSION_free>>;
using x509_extension_ptr = std::unique_ptr<X509_EXTENSION, openssl_deleter<X509_EXTENSION_free>>;
using x509_ptr = std::unique_ptr<X509, openssl_deleter<X509_free>>;

} // namespace coai::net
