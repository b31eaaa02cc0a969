#pragma once

#include "api/call.hpp"
#include "http/failure.hpp"

#include <coai/response.hpp>
#include <coai/secret.hpp>

namespace coai::api {

/// Completes a failure with what only its call knows, and removes the credential from what the
/// server said. Every failure of a call passes here before it is thrown to the caller.
///
/// @param received What has come of the response.
detail::failure in_context(detail::failure failed, const call_identity& request,
                           const response_info& received, const secret& credential);

} // namespace coai::api
