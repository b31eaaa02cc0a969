#pragma once

#include "testing/byte_source.hpp"
#include "testing/reply.hpp"
#include "testing/request.hpp"
#include "testing/transmission.hpp"

#include <coai/testing/emulator_options.hpp>

namespace coai::testing {

/// A response ready to be sent.
struct composed_response {
    transmission parts;
    /// Sent behind the parts.
    byte_source content;
    /// Whether the connection can serve another request after it.
    bool keep_alive = true;
};

/// Turns an answer into what is done on the connection: encodes and frames the body, writes the
/// head, sets the pace, and lets the fault interfere. `may_keep_alive` is the server's side of the
/// matter.
composed_response compose_response(reply answer, const request& asked, const fault::plan& faulty,
                                   const emulator_options& options, bool may_keep_alive);

} // namespace coai::testing
