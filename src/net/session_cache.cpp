#include "net/session_cache.hpp"

namespace coai::net {

void session_cache::put(ssl_session_ptr session) {
    std::function<void()> on_first;
    {
        std::lock_guard lock(mutex_);
        sessions_.push_back(std::move(session));
        newest_since_ = clock::now();
        if (sessions_.size() > capacity_)
            sessions_.erase(sessions_.begin());
        on_first = std::exchange(on_first_, nullptr);
    }
    if (on_first)
        on_first();
}

ssl_session_ptr session_cache::take() {
    std::lock_guard lock(mutex_);
    if (sessions_.empty())
        return nullptr;
    if (sessions_.size() == 1 && clock::now() - newest_since_ < shared_for_)
        return ssl_session_ptr(SSL_SESSION_dup(sessions_.back().get()));
    ssl_session_ptr newest = std::move(sessions_.back());
    sessions_.pop_back();
    return newest;
}

} // namespace coai::net
