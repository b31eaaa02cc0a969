#include "net/session_cache.hpp"

#include <utility>

namespace coai::net {

void session_cache::put(ssl_session_ptr session) {
    std::lock_guard lock(mutex_);
    sessions_.push_back(std::move(session));
    if (sessions_.size() > capacity_)
        sessions_.erase(sessions_.begin());
}

ssl_session_ptr session_cache::take() {
    std::lock_guard lock(mutex_);
    if (sessions_.empty())
        return nullptr;
    ssl_session_ptr newest = std::move(sessions_.back());
    sessions_.pop_back();
    return newest;
}

} // namespace coai::net
