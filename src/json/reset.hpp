#pragma once

#include <coai/json/type.hpp>

namespace coai::json::detail {

/// Gives a value what a default-constructed one has, in place: strings and vectors keep their
/// memory.
void reset(const type& type, void* value);

/// Gives a member the value it has in a default-constructed object.
void reset_member(const field& member, void* object);

} // namespace coai::json::detail
