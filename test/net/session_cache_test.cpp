#include "net/session_cache.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using coai::net::session_cache;
using coai::net::ssl_session_ptr;

ssl_session_ptr make_session() { return ssl_session_ptr(SSL_SESSION_new()); }

TEST_SUITE("session cache") {
    TEST_CASE("an empty cache has nothing to give") {
        session_cache cache(4);
        CHECK(cache.take() == nullptr);
    }

    TEST_CASE("the newest session comes first, and each comes once") {
        session_cache cache(4);
        std::vector<const SSL_SESSION*> put;
        for (int i = 0; i < 3; ++i) {
            ssl_session_ptr session = make_session();
            put.push_back(session.get());
            cache.put(std::move(session));
        }
        for (std::size_t i = put.size(); i-- > 0;)
            CHECK(cache.take().get() == put[i]);
        CHECK(cache.take() == nullptr);
    }

    TEST_CASE("a full cache forgets its oldest session") {
        session_cache cache(2);
        cache.put(make_session());
        ssl_session_ptr second = make_session();
        ssl_session_ptr third = make_session();
        const SSL_SESSION* expected[] = {third.get(), second.get()};
        cache.put(std::move(second));
        cache.put(std::move(third));
        CHECK(cache.take().get() == expected[0]);
        CHECK(cache.take().get() == expected[1]);
        CHECK(cache.take() == nullptr);
    }

    TEST_CASE("a cache without room keeps nothing") {
        session_cache cache(0);
        cache.put(make_session());
        CHECK(cache.take() == nullptr);
    }

    TEST_CASE("the last session is shared while it is new") {
        session_cache cache(4, 1h);
        CHECK(cache.take() == nullptr);
        for (int i = 0; i < 2; ++i)
            cache.put(make_session());
        const ssl_session_ptr newest = cache.take();
        const ssl_session_ptr shared = cache.take();
        const ssl_session_ptr again = cache.take();
        REQUIRE(shared != nullptr);
        REQUIRE(again != nullptr);
        CHECK(shared.get() != newest.get());
        CHECK(shared.get() != again.get()); // each connection changes its own

        ssl_session_ptr later = make_session();
        const SSL_SESSION* const expected = later.get();
        cache.put(std::move(later));
        CHECK(cache.take().get() == expected);
    }

    TEST_CASE("a session that is no longer new is not shared") {
        session_cache cache(4, 0s);
        cache.put(make_session());
        CHECK(cache.take() != nullptr);
        CHECK(cache.take() == nullptr);
    }

    TEST_CASE("the first session is told of, once") {
        int told = 0;
        session_cache cache(4, 1h, [&] { ++told; });
        CHECK(cache.take() == nullptr);
        CHECK(told == 0);
        cache.put(make_session());
        cache.put(make_session());
        CHECK(told == 1);
    }

    TEST_CASE("no session is given twice, on several threads either") {
        constexpr int rounds = 1'000;
        session_cache cache(3 * rounds);
        std::atomic<int> taken = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 3; ++i) {
                threads.emplace_back([&] {
                    for (int round = 0; round < rounds; ++round) {
                        cache.put(make_session());
                        if (cache.take())
                            ++taken;
                    }
                });
            }
        }
        CHECK(taken == 3 * rounds);
        CHECK(cache.take() == nullptr);
    }
}

} // namespace
