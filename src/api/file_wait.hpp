#pragma once

#include "api/call.hpp"
#include "api/service.hpp"

#include <coai/files.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace coai::api {

/// Makes a call and reads its answer, a file in the form that the server has.
boost::asio::awaitable<files::file> fetch_file(std::shared_ptr<service> caller, call request);

/// Makes the call, which retrieves a file, until the file can be used.
boost::asio::awaitable<files::file> wait_for_file(std::shared_ptr<service> caller, call request,
                                                  files::wait_options how);

} // namespace coai::api
