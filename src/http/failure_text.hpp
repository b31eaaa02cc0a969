#pragma once

#include "http/failure.hpp"

#include <string>

namespace coai::http {

/// One line that tells a failure, as what() shows it:
///
///     POST chat/completions: 429 rate_limited: Quota exceeded (status RESOURCE_EXHAUSTED,
///     request id abc, attempt 3, retry after 34.4 s)
///
/// What the server wrote is cut to about 500 bytes and its control characters become spaces, so
/// that it can neither flood a log nor forge a line in it.
std::string failure_text(const detail::failure& f);

} // namespace coai::http
