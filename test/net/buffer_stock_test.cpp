#include "net/buffer_stock.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace {

using coai::net::buffer_stock;

} // namespace

TEST_SUITE("net: buffer stock") {
    TEST_CASE("what was put is taken next, the latest first") {
        buffer_stock stock;
        buffer_stock::buffer first = stock.take();
        buffer_stock::buffer second = stock.take();
        const char* const at_first = first.get();
        const char* const at_second = second.get();
        CHECK(at_first != at_second);
        stock.put(std::move(first));
        stock.put(std::move(second));
        const buffer_stock::buffer third = stock.take();
        const buffer_stock::buffer fourth = stock.take();
        CHECK(third.get() == at_second);
        CHECK(fourth.get() == at_first);
    }

    TEST_CASE("all of a buffer is there to be written to") {
        buffer_stock stock;
        const buffer_stock::buffer taken = stock.take();
        std::fill_n(taken.get(), buffer_stock::buffer_size, 'x'); // a sanitizer would tell
        CHECK(std::count(taken.get(), taken.get() + buffer_stock::buffer_size, 'x') ==
              buffer_stock::buffer_size);
    }

    TEST_CASE("after a burst only a few are kept") {
        buffer_stock stock;
        std::vector<buffer_stock::buffer> burst;
        for (int i = 0; i < 100; ++i)
            burst.push_back(stock.take());
        std::vector<const char*> addresses;
        for (buffer_stock::buffer& each : burst) {
            addresses.push_back(each.get());
            stock.put(std::move(each));
        }
        stock.put(nullptr); // nothing
        CHECK(stock.take().get() == addresses[15]);
    }
}
