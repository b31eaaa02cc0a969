#include "api/chunk_stock.hpp"

#include <utility>

namespace coai::api {

void chunk_stock::lend(chat::chunk& to) {
    if (to.memory_.stock)
        return;
    {
        std::lock_guard lock(mutex_);
        to = std::move(unused_);
    }
    to.memory_.stock = shared_from_this();
}

void chunk_stock::take_back(chat::chunk& used) noexcept {
    const auto stock = std::move(used.memory_.stock);
    if (!stock)
        return;
    std::lock_guard lock(stock->mutex_);
    stock->unused_ = std::move(used);
}

} // namespace coai::api
