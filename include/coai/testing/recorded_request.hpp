#pragma once

#include <coai/headers.hpp>

#include <cstdint>
#include <string>

namespace coai::testing {

/// A request as the emulator received it.
struct recorded_request {
    recorded_request() {}

    std::string method;
    /// Path and query as sent.
    std::string target;
    /// In the order received, the credential included.
    coai::headers headers;
    /// Without framing, and cut at emulator_options::max_recorded_body_size. Empty where the
    /// emulator did not read it (fault::stop_reading).
    std::string body;
    /// The connection it came on; connections are counted from 1 as they are accepted.
    std::uint64_t connection = 0;
    /// Requests are counted from 1 in the order in which they are complete.
    std::uint64_t sequence = 0;
};

} // namespace coai::testing
