#pragma once

#include "api/service.hpp"

#include <coai/files/download.hpp>
#include <coai/generator.hpp>
#include <coai/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

// What becomes of the content of a file.

namespace coai::api {

boost::asio::awaitable<raw_response> read_content(std::shared_ptr<service> caller, call request);

async_generator<std::string> stream_content(std::shared_ptr<service> caller, call request);

boost::asio::awaitable<files::download_result> download_to(std::shared_ptr<service> caller,
                                                           call request, files::sink into);

boost::asio::awaitable<files::download_result> download_to(std::shared_ptr<service> caller,
                                                           call request, std::string path);

} // namespace coai::api
