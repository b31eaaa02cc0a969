#pragma once

#include <coai/chat/parse_options.hpp>
#include <coai/json/type.hpp>
#include <coai/provider.hpp>

#include <boost/json/object.hpp>

namespace coai::api {

/// The `response_format` that makes a server answer with a value of the type.
/// @throws usage_error (errc::invalid_request) for a type that the dialect cannot express.
boost::json::object answer_format(const json::detail::type& answer, provider server,
                                  const chat::parse_options& options);

} // namespace coai::api
