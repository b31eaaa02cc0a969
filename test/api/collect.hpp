#pragma once

#include <coai/generator.hpp>

#include <boost/asio/awaitable.hpp>

#include <utility>
#include <vector>

namespace coai::test {

/// All that a generator gives.
template <class T>
boost::asio::awaitable<std::vector<T>> collect(async_generator<T> values) {
    std::vector<T> collected;
    while (auto value = co_await values.next()) {
        collected.push_back(std::move(*value));
    }
    co_return collected;
}

} // namespace coai::test
