#include "server/stream_server.hpp"

#include "server/replies.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace bench {

namespace {

constexpr long tick_nanoseconds = 250'000;
constexpr std::chrono::milliseconds lateness{10};

int checked(int result, const char* what) {
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return result;
}

std::string head(const std::string& rest) { return "HTTP/1.1 200 OK\r\n" + rest + "\r\n\r\n"; }

} // namespace

stream_server::stream_server(const server_options& options)
    : chunks_(options.chunks),
      lifetime_(options.lifetime),
      stream_head_(head("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked")),
      pacer_(options.chunks_per_second, options.gather, options.settle) {
    const std::string completion = completion_json();
    plain_ = head("Content-Type: application/json\r\nContent-Length: " +
                  std::to_string(completion.size())) +
             completion;
    const std::string each = http_chunk(event(chunk_json(chunk_text())));
    for (std::size_t i = 0; i < chunks_; ++i)
        bulk_ += each;
    bulk_ += http_chunk(event("[DONE]")) + http_chunk({});
    make_context(options);
    listen();
}

stream_server::~stream_server() {
    connections_.clear();
    for (const int descriptor : {timer_, listener_, epoll_}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

void stream_server::make_context(const server_options& options) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* const context = context_.get();
    if (!context || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_use_certificate_chain_file(context, options.certificate_chain.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, options.private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
        throw std::runtime_error("the certificate or its key cannot be used");
    }
}

void stream_server::listen() {
    listener_ = checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), "bind");
    checked(::listen(listener_, SOMAXCONN), "listen");
    socklen_t size = sizeof address;
    checked(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    port_ = ntohs(address.sin_port);

    epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    timer_ = checked(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd");
    watch(listener_, EPOLLIN);
    watch(timer_, EPOLLIN);
}

void stream_server::watch(int descriptor, std::uint32_t events) const {
    epoll_event interest{};
    interest.events = events;
    interest.data.fd = descriptor;
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &interest), "epoll_ctl");
}

void stream_server::set_ticking(bool ticking) {
    if (std::exchange(ticking_, ticking) == ticking)
        return;
    itimerspec interval{};
    interval.it_interval.tv_nsec = ticking ? tick_nanoseconds : 0;
    interval.it_value = interval.it_interval;
    checked(::timerfd_settime(timer_, 0, &interval, nullptr), "timerfd_settime");
}

void stream_server::run() {
    const auto end = std::chrono::steady_clock::now() + lifetime_;
    std::array<epoll_event, 512> ready{};
    while (std::chrono::steady_clock::now() < end) {
        constexpr int look_at_the_clock = 1000; // ms
        const int count =
            ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), look_at_the_clock);
        for (int i = 0; i < count; ++i) {
            const int descriptor = ready[static_cast<std::size_t>(i)].data.fd;
            if (descriptor == listener_)
                accept_all();
            else if (descriptor == timer_)
                pacer_.tick();
            else
                on_ready(descriptor);
        }
        if (ticking_) {
            std::uint64_t expirations = 0;
            [[maybe_unused]] const auto none = ::read(timer_, &expirations, sizeof expirations);
        }
        set_ticking(pacer_.is_active());
    }
}

void stream_server::accept_all() {
    for (;;) {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connections_[descriptor] = std::make_shared<connection>(descriptor, context_.get());
        watch(descriptor, EPOLLIN | EPOLLOUT | EPOLLET);
    }
}

void stream_server::on_ready(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end())
        return;
    const std::shared_ptr<connection> client = found->second;
    bool open = client->advance();
    while (open) {
        const std::optional<std::string> target = client->take_request();
        if (!target)
            return;
        answer(client, *target);
        open = client->is_open();
    }
    connections_.erase(found);
}

void stream_server::answer(const std::shared_ptr<connection>& client, const std::string& target) {
    const auto is = [&](const char* prefix) { return target.rfind(prefix, 0) == 0; };
    if (is("/plain/") || is("/late/")) {
        if (is("/late/"))
            std::this_thread::sleep_for(lateness); // it is for one connection alone
        client->send(plain_);
        return;
    }
    if (is("/bulk/")) {
        client->send(stream_head_ + bulk_);
        return;
    }
    client->send(stream_head_);
    if (is("/paced/")) {
        client->chunks_left = chunks_;
        pacer_.add(client);
        return;
    }
    const std::string each = http_chunk(event(chunk_json(chunk_text())));
    const std::size_t count = is("/silent/") ? 1 : chunks_;
    for (std::size_t i = 0; i < count; ++i)
        client->send(each);
    if (!is("/silent/"))
        client->send(http_chunk(event("[DONE]")) + http_chunk({}));
}

} // namespace bench
