#include "net/lease.hpp"

#include "net/pool.hpp"

namespace coai::net {

lease::lease(std::shared_ptr<pool> owner, origin destination, std::unique_ptr<connection> lent)
    : owner_(std::move(owner)), destination_(std::move(destination)), lent_(std::move(lent)) {}

lease& lease::operator=(lease&& other) noexcept {
    discard();
    owner_ = std::move(other.owner_);
    destination_ = std::move(other.destination_);
    lent_ = std::move(other.lent_);
    held_ = std::move(other.held_);
    return *this;
}

lease::~lease() { discard(); }

void lease::give_back() {
    if (!lent_)
        return;
    ++lent_->served;
    owner_->put_back(destination_, std::move(lent_));
    held_.reset();
}

void lease::discard() {
    if (lent_)
        owner_->discard(destination_, std::move(lent_));
    held_.reset();
}

} // namespace coai::net
