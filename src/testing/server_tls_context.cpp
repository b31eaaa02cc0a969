#include "testing/server_tls_context.hpp"

#include "net/openssl_error.hpp"
#include "testing/certificate_authority.hpp"

#include <boost/system/system_error.hpp>

#include <openssl/ssl.h>

namespace coai::testing {

namespace {

void require(bool succeeded) {
    if (!succeeded)
        throw boost::system::system_error(net::take_openssl_error(), "TLS server");
}

int protocol_number(tls_version version) noexcept {
    switch (version) {
    case tls_version::tls_1_0:
        return TLS1_VERSION;
    case tls_version::tls_1_1:
        return TLS1_1_VERSION;
    case tls_version::tls_1_2:
        return TLS1_2_VERSION;
    case tls_version::tls_1_3:
        return TLS1_3_VERSION;
    }
    return TLS1_3_VERSION;
}

void set_versions(SSL_CTX* context, const emulator_options& options) {
    if (!options.only_tls_version) {
        require(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
        return;
    }
    const int version = protocol_number(*options.only_tls_version);
    // OpenSSL 3 takes the signatures of TLS 1.0 and 1.1 for insecure at any higher level.
    if (version < TLS1_2_VERSION)
        SSL_CTX_set_security_level(context, 0);
    require(SSL_CTX_set_min_proto_version(context, version) == 1);
    require(SSL_CTX_set_max_proto_version(context, version) == 1);
}

void set_resumption(SSL_CTX* context, bool session_tickets) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); // sessions live in tickets
    if (session_tickets) {
        constexpr unsigned char id[] = "coai emulator";
        require(SSL_CTX_set_session_id_context(context, id, sizeof id) == 1);
    } else {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        require(SSL_CTX_set_num_tickets(context, 0) == 1);
    }
}

} // namespace

server_tls_context::server_tls_context(const emulator_options& options)
    : context_(SSL_CTX_new(TLS_server_method())) {
    require(context_ != nullptr);
    SSL_CTX* context = context_.get();
    const certificate_authority authority;
    ca_pem_ = authority.pem();
    const identity server = authority.issue(options.certificate);
    require(SSL_CTX_use_certificate(context, server.certificate.get()) == 1);
    require(SSL_CTX_use_PrivateKey(context, server.key.get()) == 1);
    set_versions(context, options);
    set_resumption(context, options.session_tickets);
}

net::ssl_ptr server_tls_context::make_server() const {
    net::ssl_ptr ssl(SSL_new(context_.get()));
    require(ssl != nullptr);
    SSL_set_accept_state(ssl.get());
    return ssl;
}

} // namespace coai::testing
