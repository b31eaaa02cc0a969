#pragma once

#include <coai/error.hpp>

namespace coai::http {

/// What kind of failure a server reports. The HTTP status decides; where it is none of an error
/// (an error inside a 200, 0 for unknown) Google's status name, a numeric code and OpenAI's type
/// do.
errc error_kind(unsigned status, const error_object& object) noexcept;

} // namespace coai::http
