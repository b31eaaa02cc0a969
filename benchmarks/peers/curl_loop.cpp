#include "peers/curl_loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace bench {

namespace {

class perform_loop final : public curl_loop {
public:
    void run(const done_handler& on_done) override {
        while (is_busy()) {
            int running = 0;
            curl_multi_perform(multi(), &running);
            finish_done(on_done);
            if (is_busy())
                curl_multi_poll(multi(), nullptr, 0, 1000, nullptr);
        }
    }
};

class socket_loop final : public curl_loop {
public:
    socket_loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        if (epoll_ < 0)
            throw std::system_error(errno, std::generic_category(), "epoll_create1");
        curl_multi_setopt(multi(), CURLMOPT_SOCKETFUNCTION, on_socket);
        curl_multi_setopt(multi(), CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi(), CURLMOPT_TIMERFUNCTION, on_timer);
        curl_multi_setopt(multi(), CURLMOPT_TIMERDATA, this);
    }
    ~socket_loop() override {
        curl_multi_setopt(multi(), CURLMOPT_SOCKETFUNCTION, nullptr);
        curl_multi_setopt(multi(), CURLMOPT_TIMERFUNCTION, nullptr);
        ::close(epoll_);
    }

    void run(const done_handler& on_done) override {
        int running = 0;
        curl_multi_socket_action(multi(), CURL_SOCKET_TIMEOUT, 0, &running);
        finish_done(on_done);
        std::array<epoll_event, 256> ready{};
        while (is_busy()) {
            const int wait = timeout_ < 0 || timeout_ > 1000 ? 1000 : static_cast<int>(timeout_);
            const int count =
                ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), wait);
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = ready[static_cast<std::size_t>(i)];
                const int what =
                    ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                    ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                    ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
                curl_multi_socket_action(multi(), event.data.fd, what, &running);
            }
            if (count == 0)
                curl_multi_socket_action(multi(), CURL_SOCKET_TIMEOUT, 0, &running);
            finish_done(on_done);
        }
    }

private:
    static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
        const int epoll = static_cast<socket_loop*>(self)->epoll_;
        epoll_event interest{};
        interest.data.fd = socket;
        if (what == CURL_POLL_REMOVE) {
            ::epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &interest);
            return 0;
        }
        if (what != CURL_POLL_OUT)
            interest.events |= EPOLLIN;
        if (what != CURL_POLL_IN)
            interest.events |= EPOLLOUT;
        if (::epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &interest) != 0)
            ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &interest);
        return 0;
    }

    static int on_timer(CURLM*, long milliseconds, void* self) {
        static_cast<socket_loop*>(self)->timeout_ = milliseconds;
        return 0;
    }

    int epoll_;
    long timeout_ = -1;
};

} // namespace

void curl_loop::limit_connections(long count) {
    curl_multi_setopt(multi(), CURLMOPT_MAXCONNECTS, count);
    curl_multi_setopt(multi(), CURLMOPT_MAX_TOTAL_CONNECTIONS, count);
}

void curl_loop::add(CURL* easy) {
    if (curl_multi_add_handle(multi(), easy) != CURLM_OK)
        throw std::runtime_error("curl_multi_add_handle failed");
    ++under_way_;
}

void curl_loop::finish_done(const done_handler& on_done) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi(), &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL* const easy = message->easy_handle;
        const CURLcode code = message->data.result;
        curl_multi_remove_handle(multi(), easy);
        --under_way_;
        on_done(easy, code);
    }
}

std::unique_ptr<curl_loop> make_curl_loop(const std::string& api) {
    if (api == "perform")
        return std::make_unique<perform_loop>();
    if (api == "socket")
        return std::make_unique<socket_loop>();
    throw std::invalid_argument("--api is perform or socket");
}

} // namespace bench
