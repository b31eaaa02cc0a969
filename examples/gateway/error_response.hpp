#pragma once

#include <coai/error.hpp>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string_view>

namespace gateway {

using response = boost::beast::http::response<boost::beast::http::string_body>;

/// An error in the form of OpenAI's API.
response error_response(unsigned status, std::string_view type, std::string_view message);

/// A failed upstream call: the server's own errors with their status and words, timeouts as 504,
/// requests that cannot be sent as 400, everything else as 502.
response error_response(const coai::error& failed);

} // namespace gateway
