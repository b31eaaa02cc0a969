#pragma once

#include <coai/batches/result.hpp>
#include <coai/generator.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace coai::test {

/// The text of a file as a download brings it.
inline async_generator<std::string> in_pieces(std::string text, std::size_t size) {
    for (std::size_t begin = 0; begin < text.size(); begin += size) {
        co_yield text.substr(begin, size);
    }
}

inline boost::asio::awaitable<std::vector<batches::result>>
all(async_generator<batches::result> results) {
    std::vector<batches::result> collected;
    while (auto next = co_await results.next()) {
        collected.push_back(std::move(*next));
    }
    co_return collected;
}

} // namespace coai::test
