#pragma once

#include "http/environment.hpp"

#include <coai/options.hpp>

namespace coai::api {

/// client_options::from_environment() with the variables of the caller's choice.
client_options options_from(const http::environment& variables);

} // namespace coai::api
