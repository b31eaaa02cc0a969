#include "net/socket_bio.hpp"

#include "net/openssl_error.hpp"

#include <boost/system/system_error.hpp>

#include <openssl/bio.h>

#include <sys/socket.h>

namespace coai::net {

namespace {

int write_without_signal(BIO* bio, const char* data, int size) {
    int descriptor = -1;
    BIO_get_fd(bio, &descriptor);
    BIO_clear_retry_flags(bio);
    const auto written =
        static_cast<int>(::send(descriptor, data, static_cast<std::size_t>(size), MSG_NOSIGNAL));
    if (written <= 0 && BIO_sock_should_retry(written))
        BIO_set_retry_write(bio);
    return written;
}

BIO_METHOD* make_method() {
    const BIO_METHOD* base = BIO_s_socket();
    BIO_METHOD* method = BIO_meth_new(BIO_TYPE_SOCKET, "socket without SIGPIPE");
    if (method) {
        BIO_meth_set_write(method, write_without_signal);
        BIO_meth_set_read(method, BIO_meth_get_read(base));
        BIO_meth_set_ctrl(method, BIO_meth_get_ctrl(base));
        BIO_meth_set_create(method, BIO_meth_get_create(base));
        BIO_meth_set_destroy(method, BIO_meth_get_destroy(base));
    }
    return method;
}

} // namespace

BIO* make_socket_bio(int descriptor) {
    // Constant once made, and never freed: a client with static storage may outlive any owner here.
    static const BIO_METHOD* const method = make_method();
    BIO* bio = method ? BIO_new(method) : nullptr;
    if (!bio)
        throw boost::system::system_error(take_openssl_error());
    BIO_set_fd(bio, descriptor, BIO_NOCLOSE);
    return bio;
}

} // namespace coai::net
