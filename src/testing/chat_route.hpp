#pragma once

namespace coai::testing {

class router;

/// Adds POST chat/completions.
void add_chat_route(router& routes);

} // namespace coai::testing
