#pragma once

namespace coai::testing {

class router;

/// Adds POST embeddings.
void add_embedding_route(router& routes);

} // namespace coai::testing
