#pragma once

namespace coai::json::detail {

/// Reads the JSON number that begins at `at`, and stores the float that is nearest to it. Returns
/// where the number ends; null if there is none, or it is beyond the range of float.
const char* read_float(const char* at, const char* end, float& value) noexcept;

} // namespace coai::json::detail
