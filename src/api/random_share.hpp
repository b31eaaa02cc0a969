#pragma once

namespace coai::api {

/// A random number in [0, 1), for http::retry_policy.
double random_share();

} // namespace coai::api
