#pragma once

#include "api/service.hpp"

#include <coai/files.hpp>
#include <coai/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace coai::api {

/// Makes a call and reads its answer, a file in the form that the server has.
boost::asio::awaitable<files::file> fetch_file(std::shared_ptr<service> caller, call request);

/// Retrieves a file until it can be used.
boost::asio::awaitable<files::file> wait_for_file(std::shared_ptr<service> caller, std::string id,
                                                  files::wait_options how, request_options options);

} // namespace coai::api
