#pragma once

#include "testing/batch_store.hpp"
#include "testing/file_store.hpp"
#include "testing/upload_sessions.hpp"

namespace coai::testing {

/// What the emulator keeps from one request to the next. Thread-safe.
struct emulator_state {
    emulator_state() {}

    file_store files;
    batch_store batches;
    upload_sessions uploads;
};

} // namespace coai::testing
