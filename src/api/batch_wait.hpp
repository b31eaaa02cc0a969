#pragma once

#include "api/call.hpp"
#include "api/service.hpp"

#include <coai/batches/batch.hpp>
#include <coai/batches/wait_options.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace coai::api {

/// Makes the call, which retrieves a batch, until the batch is terminal.
/// @throws as batches::resource::wait().
boost::asio::awaitable<batches::batch> wait_for_batch(std::shared_ptr<service> caller, call request,
                                                      batches::wait_options how);

} // namespace coai::api
