#include "net/resolver_cache.hpp"

#include "http/failure.hpp"
#include "net/gate.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace coai::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// One name's addresses, on the way or here.
struct resolver_cache::lookup {
    gate done;
    error_code error;
    endpoints addresses;
    time_point expires{};
};

resolver_cache::resolver_cache(const asio::any_io_executor& executor,
                               std::chrono::milliseconds lifetime)
    : lifetime_(lifetime), resolver_(executor) {}

std::shared_ptr<resolver_cache::lookup> resolver_cache::find_or_start(const key& name) {
    std::shared_ptr<lookup>& known = lookups_[name];
    if (known && (!known->done.is_open() || std::chrono::steady_clock::now() < known->expires))
        return known;
    known = std::make_shared<lookup>();
    auto on_resolved = [self = shared_from_this(), started = known](
                           error_code ec, const tcp::resolver::results_type& results) {
        started->error = ec;
        std::transform(results.begin(), results.end(), std::back_inserter(started->addresses),
                       [](const auto& entry) { return entry.endpoint(); });
        started->addresses = interleave_families(started->addresses);
        if (!ec) // failures are not remembered
            started->expires = std::chrono::steady_clock::now() + self->lifetime_;
        started->done.open();
    };
    resolver_.async_resolve(name.first, std::to_string(name.second), tcp::resolver::numeric_service,
                            std::move(on_resolved));
    return known;
}

asio::awaitable<endpoints> resolver_cache::resolve(std::string host, std::uint16_t port) {
    error_code not_an_address;
    const asio::ip::address literal = asio::ip::make_address(host, not_an_address);
    if (!not_an_address)
        co_return endpoints(1, tcp::endpoint(literal, port));

    std::shared_ptr<lookup> found;
    {
        const std::lock_guard lock(mutex_);
        found = find_or_start(key(host, port));
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    co_await found->done.wait(executor);
    if (found->error || found->addresses.empty()) {
        detail::throw_failure(errc::resolve_failed,
                              "the host name " + host + " could not be resolved", found->error);
    }
    co_return found->addresses;
}

endpoints interleave_families(const endpoints& resolved) {
    if (resolved.empty())
        return {};
    endpoints preferred;
    endpoints other;
    for (const tcp::endpoint& address : resolved) {
        const bool same = address.address().is_v6() == resolved.front().address().is_v6();
        (same ? preferred : other).push_back(address);
    }
    endpoints result;
    for (std::size_t i = 0; i < std::max(preferred.size(), other.size()); ++i) {
        if (i < preferred.size())
            result.push_back(preferred[i]);
        if (i < other.size())
            result.push_back(other[i]);
    }
    return result;
}

} // namespace coai::net
