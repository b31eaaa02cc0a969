#pragma once

namespace coai::testing {

class router;

/// Adds OpenAI's routes for files, below /v1/.
void add_openai_file_routes(router& routes);

} // namespace coai::testing
