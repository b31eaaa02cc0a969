#pragma once

#include <coai/generator.hpp>

#include <cstddef>
#include <string>

namespace coai::test {

/// The text of a file as a download brings it.
inline async_generator<std::string> in_pieces(std::string text, std::size_t size) {
    for (std::size_t begin = 0; begin < text.size(); begin += size) {
        co_yield text.substr(begin, size);
    }
}

} // namespace coai::test
