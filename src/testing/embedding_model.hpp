#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace coai::testing {

/// The length of a model's vectors.
std::size_t embedding_dimension(std::string_view model) noexcept;

/// A vector of length 1 that follows from the text alone. Texts that have words, or parts of words,
/// in common are near each other; others are nearly at right angles.
std::vector<double> embed(std::string_view text, std::size_t dimension);

} // namespace coai::testing
