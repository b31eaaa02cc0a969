#pragma once

#include "testing/png.hpp"

#include <cstdint>
#include <string_view>

namespace coai::testing {

/// A picture that follows from the prompt alone, and from which of several it is: a pattern of
/// squares, the same on the left and on the right, in colours that go together.
bitmap draw_picture(std::string_view prompt, std::size_t which, std::uint32_t width,
                    std::uint32_t height);

} // namespace coai::testing
