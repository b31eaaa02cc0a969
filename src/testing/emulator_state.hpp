#pragma once

#include "testing/file_store.hpp"
#include "testing/upload_sessions.hpp"

namespace coai::testing {

/// What the emulator keeps from one request to the next. Thread-safe.
struct emulator_state {
    emulator_state() {}

    file_store files;
    upload_sessions uploads;
};

} // namespace coai::testing
