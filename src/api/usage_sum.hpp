#pragma once

#include <coai/usage.hpp>

namespace coai::api {

/// Adds the counts of another call. What the library has no member for is not added up.
void add_usage(usage& sum, const usage& more);

} // namespace coai::api
