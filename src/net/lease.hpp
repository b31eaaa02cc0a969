#pragma once

#include "net/connection.hpp"
#include "net/origin.hpp"

#include <memory>
#include <utility>

namespace coai::net {

class pool;

/// A connection on loan from a pool. Goes back with give_back(); whatever else happens to the loan,
/// the connection is closed, since nobody knows what is still on it.
class lease {
public:
    lease() noexcept = default;
    lease(std::shared_ptr<pool> owner, origin destination, std::unique_ptr<connection> lent);
    lease(lease&& other) noexcept = default;
    lease& operator=(lease&& other) noexcept;
    ~lease();

    connection* operator->() const noexcept { return lent_.get(); }
    connection& operator*() const noexcept { return *lent_; }
    explicit operator bool() const noexcept { return lent_ != nullptr; }

    /// Keeps something until the connection is returned or closed.
    void hold(std::shared_ptr<const void> until_then) noexcept { held_ = std::move(until_then); }

    /// Returns a connection whose exchange is complete and that may be used again.
    void give_back();

    /// Closes the connection.
    void discard();

private:
    std::shared_ptr<pool> owner_;
    origin destination_;
    std::unique_ptr<connection> lent_;
    std::shared_ptr<const void> held_;
};

} // namespace coai::net
