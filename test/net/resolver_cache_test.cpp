#include "net/resolver_cache.hpp"

#include "net/run.hpp"

#include <coai/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <dlfcn.h>
#include <netdb.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using asio::ip::tcp;
using coai::errc;
using coai::net::endpoints;
using coai::net::interleave_families;
using coai::net::resolver_cache;

/// What the names below ".test" come to, and how often they were asked for.
struct test_names {
    std::atomic<int> lookups = 0;
    std::atomic<bool> known = true;
    std::mutex answer; // held by a test, it holds lookups up
};

test_names names;

} // namespace

/// Stands in for the C library's function, so that nothing depends on the network.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
    using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    if (!name || !std::string_view(name).ends_with(".test"))
        return real(name, service, hints, result);
    ++names.lookups;
    const std::lock_guard answer(names.answer);
    return names.known ? real("127.0.0.7", service, hints, result) : EAI_NONAME;
}

namespace {

std::shared_ptr<resolver_cache> make_cache(asio::io_context& io,
                                           std::chrono::milliseconds lifetime = 1h) {
    names.lookups = 0;
    names.known = true;
    return std::make_shared<resolver_cache>(io.get_executor(), lifetime);
}

endpoints one(const char* address, std::uint16_t port) {
    return endpoints(1, tcp::endpoint(asio::ip::make_address(address), port));
}

TEST_SUITE("resolver cache") {
    TEST_CASE("an IP address is taken as it is, without a lookup") {
        asio::io_context io;
        const auto cache = make_cache(io);
        for (const char* address : {"127.0.0.1", "192.0.2.7", "::1", "2001:db8::7"}) {
            std::optional<endpoints> result;
            const task resolving(io.get_executor(), keep(cache->resolve(address, 443), result));
            poll(io);
            CHECK(result == one(address, 443));
        }
    }

    TEST_CASE("localhost leads to this machine") {
        asio::io_context io;
        const endpoints found = run(io, make_cache(io)->resolve("localhost", 8080));
        CHECK_FALSE(found.empty());
        for (const tcp::endpoint& address : found) {
            CHECK(address.address().is_loopback());
            CHECK(address.port() == 8080);
        }
    }

    TEST_CASE("an address that was looked up is remembered, for its port") {
        asio::io_context io;
        const auto cache = make_cache(io);
        CHECK(run(io, cache->resolve("name.test", 443)) == one("127.0.0.7", 443));
        CHECK(run(io, cache->resolve("name.test", 443)) == one("127.0.0.7", 443));
        CHECK(names.lookups == 1);
        CHECK(run(io, cache->resolve("name.test", 80)) == one("127.0.0.7", 80));
        CHECK(names.lookups == 2);
    }

    TEST_CASE("an address is looked up again once its time is over") {
        asio::io_context io;
        const auto cache = make_cache(io, 0ms);
        run(io, cache->resolve("name.test", 443));
        run(io, cache->resolve("name.test", 443));
        CHECK(names.lookups == 2);
    }

    TEST_CASE("callers that come while a name is looked up share the lookup") {
        asio::io_context io;
        const auto cache = make_cache(io);
        std::optional<endpoints> first;
        std::optional<endpoints> second;
        std::unique_lock hold(names.answer);
        const task one_call(io.get_executor(), keep(cache->resolve("name.test", 443), first));
        const task other_call(io.get_executor(), keep(cache->resolve("name.test", 443), second));
        poll(io);
        CHECK_FALSE(one_call.done());
        hold.unlock();
        run_all(io);
        CHECK(first == one("127.0.0.7", 443));
        CHECK(second == first);
        CHECK(names.lookups == 1);
    }

    TEST_CASE("a lookup that fails fails all who wait for it") {
        asio::io_context io;
        const auto cache = make_cache(io);
        names.known = false;
        std::unique_lock hold(names.answer);
        std::optional<endpoints> result;
        const task one_call(io.get_executor(), keep(cache->resolve("name.test", 443), result));
        const task other_call(io.get_executor(), keep(cache->resolve("name.test", 443), result));
        poll(io);
        hold.unlock();
        run_all(io);
        CHECK(one_call.error() == errc::resolve_failed);
        CHECK(other_call.error() == errc::resolve_failed);
    }

    TEST_CASE("a failure tells the name and the cause, and is not remembered") {
        asio::io_context io;
        const auto cache = make_cache(io);
        names.known = false;
        try {
            run(io, cache->resolve("no-such-host.test", 443));
            FAIL("resolved");
        } catch (const coai::connection_error& e) {
            CHECK(e.kind() == errc::resolve_failed);
            CHECK(e.cause() == asio::error::host_not_found);
            CHECK(std::string_view(e.what()).find("no-such-host.test") != std::string_view::npos);
        }
        CHECK(error_of(io, cache->resolve("no-such-host.test", 443)) == errc::resolve_failed);
        CHECK(names.lookups == 2);
        names.known = true;
        CHECK(run(io, cache->resolve("no-such-host.test", 443)) == one("127.0.0.7", 443));
    }

    TEST_CASE("cancelling a caller leaves the lookup to the others") {
        asio::io_context io;
        const auto cache = make_cache(io);
        std::optional<endpoints> result;
        std::unique_lock hold(names.answer);
        task impatient(io.get_executor(), keep(cache->resolve("name.test", 443), result));
        const task patient(io.get_executor(), keep(cache->resolve("name.test", 443), result));
        poll(io);
        impatient.cancel();
        poll(io);
        CHECK(impatient.error() == asio::error::operation_aborted);
        CHECK_FALSE(patient.done());
        hold.unlock();
        run_all(io);
        CHECK(result == one("127.0.0.7", 443));
    }

    TEST_CASE("an io_context that is destroyed during a lookup takes everything along") {
        std::weak_ptr<resolver_cache> alive;
        std::unique_lock hold(names.answer);
        {
            asio::io_context io;
            auto cache = make_cache(io);
            alive = cache;
            asio::co_spawn(
                io, cache->resolve("name.test", 443),
                [](std::exception_ptr, const endpoints&) { FAIL("the lookup cannot have ended"); });
            poll(io);
            cache.reset();
            hold.unlock(); // the io_context waits for the thread that resolves
        }
        CHECK(alive.expired());
    }
}

TEST_SUITE("address families") {
    TEST_CASE("they alternate, beginning with that of the first") {
        const auto listed = [](const char* addresses) {
            endpoints result;
            std::string_view rest(addresses);
            while (!rest.empty()) {
                const std::string_view word = rest.substr(0, rest.find(' '));
                rest.remove_prefix(std::min(rest.size(), word.size() + 1));
                result.emplace_back(asio::ip::make_address(word), 443);
            }
            return result;
        };
        struct row {
            const char* resolved;
            const char* expected;
        };
        for (const row& each :
             {row{"", ""}, row{"10.0.0.1", "10.0.0.1"}, row{"::1", "::1"},
              row{"10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2"}, row{"10.0.0.1 ::1", "10.0.0.1 ::1"},
              row{"::1 10.0.0.1", "::1 10.0.0.1"},
              row{"::1 ::2 10.0.0.1 10.0.0.2", "::1 10.0.0.1 ::2 10.0.0.2"},
              row{"10.0.0.1 10.0.0.2 ::1", "10.0.0.1 ::1 10.0.0.2"},
              row{"::1 10.0.0.1 10.0.0.2 10.0.0.3", "::1 10.0.0.1 10.0.0.2 10.0.0.3"},
              row{"::1 ::2 ::3 10.0.0.1", "::1 10.0.0.1 ::2 ::3"}}) {
            CAPTURE(each.resolved);
            CHECK(interleave_families(listed(each.resolved)) == listed(each.expected));
        }
    }
}

} // namespace
