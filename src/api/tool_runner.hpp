#pragma once

#include <coai/chat/completions.hpp>
#include <coai/options.hpp>
#include <coai/tool_run.hpp>
#include <coai/toolbox.hpp>

#include <boost/asio/awaitable.hpp>

namespace coai::api {

/// Asks the model, runs the tools that it calls, tells it what they returned, and so on, until it
/// answers. Throws usage_error (errc::invalid_request) for what cannot be run with tools.
boost::asio::awaitable<tool_run> run_tools(chat::completions model, chat::request request,
                                           toolbox tools, tool_run_options options,
                                           request_options per_call);

} // namespace coai::api
