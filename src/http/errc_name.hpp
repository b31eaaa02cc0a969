#pragma once

#include <coai/error.hpp>

namespace coai::http {

/// The enumerator's own name, for example "rate_limited".
const char* errc_name(errc e) noexcept;

} // namespace coai::http
