#include "net/tls_context.hpp"

#include "http/environment.hpp"
#include "http/failure.hpp"
#include "net/openssl_error.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

void require(bool loaded, const char* option, const std::string& path) {
    if (!loaded)
        detail::throw_usage_error(errc::invalid_option, option,
                                  path + " cannot be used: " + take_openssl_error().message());
}

void load_pem_text(SSL_CTX* context, const std::string& pem) {
    const bio_ptr text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    int loaded = 0;
    while (const auto certificate =
               x509_ptr(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr))) {
        X509_STORE_add_cert(store, certificate.get());
        ++loaded;
    }
    // The reading ends with an error, which must be that there is no more.
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    require(loaded > 0 && at_end, "tls.ca_pem", "the text");
    ERR_clear_error();
}

/// Loads what the caller, or else the environment, names; false if neither names anything.
bool load_named_authorities(SSL_CTX* context, const tls_options& options) {
    const bool by_options =
        !options.ca_file.empty() || !options.ca_directory.empty() || !options.ca_pem.empty();
    const http::environment variables = http::process_environment();
    const auto variable = [&](const char* name) {
        return std::string(http::read_variable(variables, name));
    };
    const std::string file = by_options ? options.ca_file : variable("SSL_CERT_FILE");
    const std::string directory = by_options ? options.ca_directory : variable("SSL_CERT_DIR");
    if (!file.empty())
        require(SSL_CTX_load_verify_file(context, file.c_str()) == 1,
                by_options ? "tls.ca_file" : "SSL_CERT_FILE", file);
    if (!directory.empty())
        require(SSL_CTX_load_verify_dir(context, directory.c_str()) == 1,
                by_options ? "tls.ca_directory" : "SSL_CERT_DIR", directory);
    if (!options.ca_pem.empty())
        load_pem_text(context, options.ca_pem);
    return by_options || !file.empty() || !directory.empty();
}

void load_own_certificate(SSL_CTX* context, const tls_options& options) {
    if (options.certificate_file.empty())
        return;
    require(SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) == 1,
            "tls.certificate_file", options.certificate_file);
    require(SSL_CTX_use_PrivateKey_file(context, options.private_key_file.c_str(),
                                        SSL_FILETYPE_PEM) == 1,
            "tls.private_key_file", options.private_key_file);
}

int store_session(SSL* ssl, SSL_SESSION* session) {
    auto* cache = static_cast<session_cache*>(SSL_get_app_data(ssl));
    if (!cache || !SSL_SESSION_is_resumable(session))
        return 0; // 0: the session stays OpenSSL's to free
    cache->put(ssl_session_ptr(session));
    return 1;
}

ssl_ctx_ptr make_context() {
    ssl_ctx_ptr context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        throw boost::system::system_error(take_openssl_error());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(context.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context.get(), store_session);
    static constexpr unsigned char http_1_1[] = "\x08http/1.1";
    SSL_CTX_set_alpn_protos(context.get(), http_1_1, sizeof http_1_1 - 1);
    return context;
}

void verify_host(SSL* ssl, const std::string& host) {
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    X509_VERIFY_PARAM* verify = SSL_get0_param(ssl);
    bool set = !host.empty(); // OpenSSL lets any certificate pass for an empty name
    if (set && not_an_address) {
        // Names are alternative names, and a common name is none (RFC 9525 2).
        X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                                    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        set = SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 &&
              X509_VERIFY_PARAM_set1_host(verify, host.data(), host.size()) == 1;
    } else if (set) {
        set = X509_VERIFY_PARAM_set1_ip_asc(verify, host.c_str()) == 1; // RFC 6066 3: no SNI
    }
    if (!set && SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE) {
        detail::failure failed(errc::tls_failed, "no certificate can be verified for this host");
        failed.cause = take_openssl_error();
        failed.permanent = true;
        detail::throw_failure(std::move(failed));
    }
}

} // namespace

tls_context::tls_context(const tls_options& options) : context_(make_context()) {
    SSL_CTX_set_verify(context_.get(), options.verify_peer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                       nullptr);
    load_own_certificate(context_.get(), options);
    if (!options.verify_peer || load_named_authorities(context_.get(), options))
        loaded_.open();
    else
        loader_ = std::jthread([this] { load_system_store(); });
}

tls_context::~tls_context() = default;

void tls_context::load_system_store() {
    // A system without a store shows when the first certificate fails to verify.
    SSL_CTX_set_default_verify_paths(context_.get());
    ERR_clear_error();
    loaded_.open();
}

asio::awaitable<void> tls_context::ready(asio::any_io_executor executor) {
    co_await loaded_.wait(executor);
}

ssl_ptr tls_context::make_client(const std::string& host, session_cache& sessions) {
    ssl_ptr ssl(SSL_new(context_.get()));
    if (!ssl)
        throw boost::system::system_error(take_openssl_error());
    SSL_set_connect_state(ssl.get());
    SSL_set_app_data(ssl.get(), &sessions);
    verify_host(ssl.get(), host);
    if (const ssl_session_ptr session = sessions.take())
        SSL_set_session(ssl.get(), session.get());
    return ssl;
}

} // namespace coai::net
