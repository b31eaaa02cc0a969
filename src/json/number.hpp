#pragma once

#include "json/tape.hpp"

#include <coai/json/type.hpp>

#include <cstddef>
#include <cstdint>

namespace coai::json::detail {

/// Stores the number that a token stands for. False, and nothing stored, if it is out of range or,
/// for an integer, has a fraction. With `from_text` a string that is a number in full will do.
bool store_number(const number_type& type, void* to, const token& from, bool from_text);

/// Whether store_number() would store the token, not taking text.
bool is_number(const number_type& type, const token& from);

std::int64_t load_integer(const number_type& type, const void* from);
std::uint64_t load_unsigned_integer(const number_type& type, const void* from);

} // namespace coai::json::detail
