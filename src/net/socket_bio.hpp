#pragma once

#include <openssl/types.h>

namespace coai::net {

/// OpenSSL's socket BIO, but for one thing: writing to a connection that the peer has closed is an
/// error and does not raise SIGPIPE, which a library must neither let happen nor ignore globally.
/// The descriptor stays the caller's.
BIO* make_socket_bio(int descriptor);

} // namespace coai::net
