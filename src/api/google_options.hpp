#pragma once

#include "api/thought_splitter.hpp"

#include <coai/chat/request.hpp>

#include <boost/json/object.hpp>

namespace coai::api {

/// @throws usage_error (errc::invalid_request) where members of the request exclude each other.
void check_google_options(const chat::request& request);

/// What the answers to the request mark thoughts with; `extra_body` is the call's own.
thought_tags thought_tags_of(const chat::request& request, const boost::json::object& extra_body);

} // namespace coai::api
