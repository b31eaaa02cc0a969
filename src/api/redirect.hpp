#pragma once

#include "api/service.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace coai::api {

/// Performs a GET, and goes where redirects lead, at most five times: Google has the content of
/// some files elsewhere. To another host neither the credential goes along nor anything else of the
/// caller's, and from https only to https.
boost::asio::awaitable<answer> perform_following(std::shared_ptr<service> caller, call request,
                                                 service::read extent);

} // namespace coai::api
