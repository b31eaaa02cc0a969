#pragma once

namespace coai::testing {

class router;

/// Adds POST batches, GET batches, GET batches/{id} and POST batches/{id}/cancel.
///
/// No clock is involved: a batch is one step further each time that it is retrieved (validating,
/// in_progress, finalizing, completed), and its lines are executed by the emulator's own routes.
void add_batch_routes(router& routes);

} // namespace coai::testing
