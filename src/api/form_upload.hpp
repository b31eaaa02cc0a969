#pragma once

#include "api/service.hpp"

#include <coai/files/file.hpp>
#include <coai/files/upload.hpp>
#include <coai/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace coai::api {

/// An upload as OpenAI's API has it: one request, whose body is a form with the file in it.
boost::asio::awaitable<files::file> upload_form(std::shared_ptr<service> caller, files::source from,
                                                files::upload_options how, request_options options);

} // namespace coai::api
