#pragma once

#include <coai/options.hpp>

namespace coai::api {

/// Checks what a client was told, including that the files exist, before it does anything.
///
/// @throws usage_error errc::invalid_option naming the option, for example "pool.max_connections".
/// No value of an option is repeated in the message, but for file names.
void validate(const client_options& options);

/// The same for one call.
void validate(const request_options& options);

} // namespace coai::api
