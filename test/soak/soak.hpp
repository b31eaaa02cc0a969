#pragma once

#include "soak/settings.hpp"

#include <ostream>

namespace coai::soak {

/// Runs many callers for long, while their servers are restarted and reloaded, and prints what came
/// of it.
/// @return Whether all that must hold held.
bool run(const settings& chosen, std::ostream& out);

} // namespace coai::soak
