#pragma once

#include <coai/error.hpp>

#include <boost/json/value.hpp>

#include <string_view>

namespace coai::http {

/// Reads the error that a response body reports, in every shape that servers are known to send: an
/// object under `error`, in an array or not; a string or a flag there with the rest beside it; flat
/// members; `detail`, also FastAPI's list of violations; `errors`; text; HTML; nothing.
///
/// The content type is of no help: JSON errors come as text/event-stream, and HTML as JSON.
error_object read_error_object(std::string_view body);

/// The same for JSON that has been parsed, such as an event of a stream.
error_object to_error_object(const boost::json::value& body);

/// Whether JSON that came with a 200, as a body or as an event of a stream, is an error and not
/// what was asked for. A null, false or empty `error` is none.
bool is_error_object(const boost::json::value& body);

} // namespace coai::http
