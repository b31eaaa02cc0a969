#include "net/socket_bio.hpp"

#include "net/openssl_error.hpp"
#include "net/prefetch.hpp"

#include <boost/system/system_error.hpp>

#include <openssl/bio.h>

#include <sys/socket.h>

namespace coai::net {

namespace {

prefetch& socket_of(BIO* bio) { return *static_cast<prefetch*>(BIO_get_data(bio)); }

int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    const auto count = static_cast<int>(socket_of(bio).recv(into, static_cast<std::size_t>(size)));
    if (count == 0)
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    else if (count < 0 && BIO_sock_should_retry(count))
        BIO_set_retry_read(bio);
    return count;
}

int write_without_signal(BIO* bio, const char* data, int size) {
    BIO_clear_retry_flags(bio);
    const auto written = static_cast<int>(
        ::send(socket_of(bio).descriptor(), data, static_cast<std::size_t>(size), MSG_NOSIGNAL));
    if (written <= 0 && BIO_sock_should_retry(written))
        BIO_set_retry_write(bio);
    return written;
}

/// All that OpenSSL asks of a socket: whether it has ended, and to flush, of which there is no
/// need.
long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF)
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* make_method() {
    BIO_METHOD* method =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket with a prefetch");
    if (method) {
        BIO_meth_set_read(method, read);
        BIO_meth_set_write(method, write_without_signal);
        BIO_meth_set_ctrl(method, control);
    }
    return method;
}

} // namespace

BIO* make_socket_bio(prefetch& over) {
    // Constant once made, and never freed: a client with static storage may outlive any owner here.
    static const BIO_METHOD* const method = make_method();
    BIO* bio = method ? BIO_new(method) : nullptr;
    if (!bio)
        throw boost::system::system_error(take_openssl_error());
    BIO_set_data(bio, &over);
    BIO_set_init(bio, 1);
    return bio;
}

} // namespace coai::net
