#pragma once

#include "testing/file_store.hpp"

namespace coai::testing {

/// What the emulator keeps from one request to the next. Thread-safe.
struct emulator_state {
    emulator_state() {}

    file_store files;
};

} // namespace coai::testing
