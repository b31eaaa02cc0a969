#pragma once

#include "testing/dialect.hpp"
#include "testing/request.hpp"

#include <coai/testing/emulator_options.hpp>

namespace coai::testing {

/// Checks the request's API key.
/// @throws request_error where there is none, a wrong one, or, as Gemini does, more than one.
void authenticate(const request& asked, dialect shape, const emulator_options& options);

} // namespace coai::testing
