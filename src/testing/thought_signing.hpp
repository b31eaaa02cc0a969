#pragma once

#include "testing/seeded_random.hpp"

#include <string>
#include <string_view>

namespace coai::testing {

/// A thought signature for what is signed: a function's name, or nothing for a text. It can be
/// checked without a record of those that were given.
std::string sign_thought(std::string_view subject, seeded_random& random);

/// Whether that is a signature of sign_thought() for the same subject, unaltered, or the word that
/// Gemini takes for any.
bool is_valid_signature(std::string_view signature, std::string_view subject);

} // namespace coai::testing
