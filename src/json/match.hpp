#pragma once

#include "json/tape.hpp"

#include <coai/json/type.hpp>

#include <cstddef>
#include <optional>

namespace coai::json::detail {

/// The alternative that a value is read as: the first one that can take it, or else the first one
/// that takes values of its kind, whose error is then the one to report.
///
/// Looks at the value, at first elements and at the members of an object, but never further: a look
/// at all of it on each level would take exponential time.
std::optional<std::size_t> select_alternative(const choice_type& choice, const token& from);

} // namespace coai::json::detail
