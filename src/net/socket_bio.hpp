#pragma once

#include <openssl/types.h>

namespace coai::net {

class prefetch;

/// A socket for OpenSSL, with two differences from its own: reading goes through a prefetch, and
/// writing to a connection that the peer has closed is an error and does not raise SIGPIPE, which a
/// library must neither let happen nor ignore globally.
///
/// @param over Must outlive the BIO.
BIO* make_socket_bio(prefetch& over);

} // namespace coai::net
