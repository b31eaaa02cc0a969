#pragma once

namespace coai::testing {

/// Whose shapes and words a route speaks.
enum class dialect { gemini, openai };

} // namespace coai::testing
