#pragma once

#include "json/tape.hpp"

#include <coai/json/type.hpp>

#include <string>

namespace coai::json::detail {

/// What a type takes, in words: `an integer of 32 bits`, `one of "red", "green"`.
std::string describe(const type& wanted);

/// A value in words: `the string "blue"`, `an array`.
std::string describe(const token& found);

} // namespace coai::json::detail
