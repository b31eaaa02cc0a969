#include "net/session_cache.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

namespace {

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
