#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace coai::net {

using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Looks host names up, one lookup at a time for each name, and remembers the addresses for a
/// while. Thread-safe.
class resolver_cache : public std::enable_shared_from_this<resolver_cache> {
public:
    resolver_cache(const boost::asio::any_io_executor& executor,
                   std::chrono::milliseconds lifetime);

    /// The addresses of `host`, families interleaved as RFC 8305 section 4 asks. Cancelling the
    /// wait leaves the lookup itself to end by itself: getaddrinfo cannot be stopped.
    /// @throws connection_error (errc::resolve_failed).
    boost::asio::awaitable<endpoints> resolve(std::string host, std::uint16_t port);

private:
    struct lookup;
    using key = std::pair<std::string, std::uint16_t>;

    std::shared_ptr<lookup> find_or_start(const key& name);

    std::chrono::milliseconds lifetime_;
    std::mutex mutex_;
    boost::asio::ip::tcp::resolver resolver_;
    std::map<key, std::shared_ptr<lookup>> lookups_;
};

/// Alternates between address families, beginning with that of the first.
endpoints interleave_families(const endpoints& resolved);

} // namespace coai::net
