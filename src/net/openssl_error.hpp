#pragma once

#include <boost/system/error_code.hpp>

#include <openssl/types.h>

#include <string>

namespace coai::net {

/// The oldest error on this thread's OpenSSL queue, which is emptied; never a success. An end of
/// the connection without close_notify is asio::ssl::error::stream_truncated.
boost::system::error_code take_openssl_error();

/// Why a handshake failed, in OpenSSL's words: the verification result with the certificate's
/// subject if that is the reason, and else `error`.
std::string describe_handshake_error(SSL* ssl, const boost::system::error_code& error);

} // namespace coai::net
