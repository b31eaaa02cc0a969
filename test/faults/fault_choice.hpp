#pragma once

#include "faults/dice.hpp"

#include <coai/testing/emulator.hpp>

namespace coai::faults {

/// What the link and the server do to the next request. Never changes what a response says, only
/// whether and how it arrives, so that a completion that is returned must be the one that was sent.
testing::fault choose_fault(dice& chance);

/// What the server does with new connections.
testing::admission choose_admission(dice& chance);

} // namespace coai::faults
