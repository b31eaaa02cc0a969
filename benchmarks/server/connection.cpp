#include "server/connection.hpp"

#include <openssl/err.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace bench {

namespace {

/// The length of the body that a head announces. All clients of the benchmarks send one.
std::size_t content_length(std::string head) {
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::string_view name = "\r\ncontent-length:";
    std::size_t begin = head.find(name);
    if (begin == std::string::npos)
        return 0;
    begin = head.find_first_not_of(' ', begin + name.size());
    std::size_t length = 0;
    if (begin != std::string::npos)
        std::from_chars(head.data() + begin, head.data() + head.size(), length);
    return length;
}

} // namespace

connection::connection(int descriptor, SSL_CTX* context)
    : descriptor_(descriptor), ssl_(SSL_new(context)) {
    if (!ssl_ || SSL_set_fd(ssl_.get(), descriptor) != 1)
        throw std::runtime_error("no TLS for a connection");
    SSL_set_accept_state(ssl_.get());
    SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                 SSL_MODE_RELEASE_BUFFERS);
}

connection::~connection() { ::close(descriptor_); }

bool connection::has_failed(int returned) const {
    const int reason = SSL_get_error(ssl_.get(), returned);
    return reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE;
}

bool connection::advance() {
    open_ = open_ && read();
    if (open_)
        flush();
    return open_;
}

// Reading does the handshake, too.
bool connection::read() {
    std::array<char, 16 * 1024> buffer; // filled before it is read
    for (;;) {
        ERR_clear_error();
        std::size_t count = 0;
        const int returned = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
        if (returned <= 0)
            return !has_failed(returned);
        received_.append(buffer.data(), count);
    }
}

std::optional<std::string> connection::take_request() {
    constexpr std::string_view end_of_head = "\r\n\r\n";
    const std::size_t end = received_.find(end_of_head);
    if (end == std::string::npos)
        return std::nullopt;
    const std::string head = received_.substr(0, end);
    const std::size_t size = end + end_of_head.size() + content_length(head);
    if (received_.size() < size)
        return std::nullopt;
    received_.erase(0, size);
    const std::size_t target = head.find(' ') + 1;
    return head.substr(target, head.find(' ', target) - target);
}

void connection::send(std::string text) {
    outbox_.push_back(std::move(text));
    flush();
}

void connection::flush() {
    while (open_ && !outbox_.empty()) {
        const std::string_view rest = std::string_view(outbox_.front()).substr(written_);
        ERR_clear_error();
        std::size_t count = 0;
        const int returned = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &count);
        if (returned <= 0) {
            open_ = !has_failed(returned);
            return;
        }
        written_ += count;
        if (written_ == outbox_.front().size()) {
            outbox_.pop_front();
            written_ = 0;
        }
    }
}

} // namespace bench
