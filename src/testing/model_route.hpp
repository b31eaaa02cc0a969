#pragma once

namespace coai::testing {

class router;

/// Adds GET models and GET models/{id}.
void add_model_routes(router& routes);

} // namespace coai::testing
