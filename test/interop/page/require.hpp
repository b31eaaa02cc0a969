#pragma once

#include <stdexcept>

namespace page {

/// What becomes of an answer is not what this program is about; but there must be one.
inline void require(bool holds) {
    if (!holds)
        throw std::runtime_error("the answer is not what was asked for");
}

} // namespace page
