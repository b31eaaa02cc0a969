#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <string>

namespace bench {

struct multi_deleter {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};

/// Drives transfers of libcurl until all are done.
class curl_loop {
public:
    using done_handler = std::function<void(CURL* easy, CURLcode code)>;

    curl_loop() : multi_(curl_multi_init()) {}
    virtual ~curl_loop() = default;
    curl_loop(const curl_loop&) = delete;
    curl_loop& operator=(const curl_loop&) = delete;

    void limit_connections(long count);
    void add(CURL* easy);

    /// Until there is no transfer left; `on_done` may add more.
    virtual void run(const done_handler& on_done) = 0;

protected:
    CURLM* multi() const noexcept { return multi_.get(); }
    bool is_busy() const noexcept { return under_way_ > 0; }
    void finish_done(const done_handler& on_done);

private:
    std::unique_ptr<CURLM, multi_deleter> multi_;
    int under_way_ = 0;
};

/// `perform`: curl_multi_perform() and curl_multi_poll(); `socket`: curl_multi_socket_action() and
/// epoll.
std::unique_ptr<curl_loop> make_curl_loop(const std::string& api);

} // namespace bench
