#include "testing/certificate_authority.hpp"

#include "net/openssl_error.hpp"

#include <boost/system/system_error.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>

namespace coai::testing {

namespace {

constexpr long one_day = 24 * 60 * 60;

/// A time relative to now, in seconds.
struct validity {
    long from = -one_day;
    long until = 365 * one_day;
};

void require(bool succeeded) {
    if (!succeeded)
        throw boost::system::system_error(net::take_openssl_error(), "certificate");
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const net::x509_extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// A certificate with a new key and without extensions, not signed yet.
identity make_identity(const std::string& common_name, validity period) {
    identity made;
    made.key.reset(EVP_EC_gen("P-256"));
    made.certificate.reset(X509_new());
    require(made.key && made.certificate);
    X509* certificate = made.certificate.get();
    require(X509_set_version(certificate, X509_VERSION_3) == 1);
    std::uint32_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
    require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1);
    require(X509_gmtime_adj(X509_getm_notBefore(certificate), period.from) != nullptr);
    require(X509_gmtime_adj(X509_getm_notAfter(certificate), period.until) != nullptr);
    X509_NAME* subject = X509_get_subject_name(certificate);
    require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(common_name.c_str()),
                                       -1, -1, 0) == 1);
    require(X509_set_pubkey(certificate, made.key.get()) == 1);
    return made;
}

void sign(X509* certificate, const identity& issuer) {
    require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate.get())) ==
            1);
    require(X509_sign(certificate, issuer.key.get(), EVP_sha256()) != 0);
}

identity make_authority(const std::string& name) {
    identity authority = make_identity(name, {});
    X509* certificate = authority.certificate.get();
    add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
    sign(certificate, authority);
    return authority;
}

validity period_of(certificate_kind kind) {
    validity period;
    if (kind == certificate_kind::expired) {
        period.from = -10 * one_day;
        period.until = -one_day;
    } else if (kind == certificate_kind::not_yet_valid) {
        period.from = one_day;
    }
    return period;
}

const char* names_of(certificate_kind kind) {
    switch (kind) {
    case certificate_kind::wrong_host:
        return "DNS:elsewhere.test";
    case certificate_kind::name_only:
        return "DNS:localhost";
    case certificate_kind::addresses_only:
        return "IP:127.0.0.1,IP:::1";
    case certificate_kind::addresses_as_names:
        return "DNS:127.0.0.1,DNS:::1";
    default:
        return "DNS:localhost,IP:127.0.0.1,IP:::1";
    }
}

} // namespace

certificate_authority::certificate_authority() : own_(make_authority("coai emulator CA")) {}

identity certificate_authority::issue(certificate_kind kind) const {
    const bool wrong_host = kind == certificate_kind::wrong_host;
    identity server = make_identity(wrong_host ? "elsewhere.test" : "localhost", period_of(kind));
    X509* certificate = server.certificate.get();
    add_extension(certificate, certificate, NID_subject_alt_name, names_of(kind));
    add_extension(certificate, certificate, NID_key_usage, "critical,digitalSignature");
    add_extension(certificate, certificate, NID_ext_key_usage, "serverAuth");
    if (kind == certificate_kind::self_signed)
        sign(certificate, server);
    else if (kind == certificate_kind::unknown_ca)
        sign(certificate, make_authority("unknown CA"));
    else
        sign(certificate, own_);
    return server;
}

std::string certificate_authority::pem() const {
    const net::bio_ptr memory(BIO_new(BIO_s_mem()));
    require(memory && PEM_write_bio_X509(memory.get(), own_.certificate.get()) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return std::string(text, static_cast<std::size_t>(size));
}

} // namespace coai::testing
