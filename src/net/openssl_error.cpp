#include "net/openssl_error.hpp"

#include <boost/asio/ssl/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>

namespace coai::net {

using boost::system::error_code;

error_code take_openssl_error() {
    const unsigned long first = ERR_get_error();
    ERR_clear_error();
    if (first == 0) // a failure must not pass for success
        return boost::asio::ssl::error::unexpected_result;
    if (ERR_GET_LIB(first) == ERR_LIB_SSL &&
        ERR_GET_REASON(first) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return boost::asio::ssl::error::stream_truncated;
    if (ERR_SYSTEM_ERROR(first))
        return error_code(ERR_GET_REASON(first), boost::system::system_category());
    return error_code(static_cast<int>(first), boost::asio::error::get_ssl_category());
}

std::string describe_handshake_error(SSL* ssl, const error_code& error) {
    const long verified = SSL_get_verify_result(ssl);
    if (verified == X509_V_OK)
        return error.message();
    std::string text = "certificate verify failed: ";
    text += X509_verify_cert_error_string(verified);
    if (X509* certificate = SSL_get0_peer_certificate(ssl)) {
        std::array<char, 256> subject{};
        X509_NAME_oneline(X509_get_subject_name(certificate), subject.data(),
                          static_cast<int>(subject.size()));
        text += " (certificate ";
        text += subject.data();
        text += ')';
    }
    return text;
}

} // namespace coai::net
