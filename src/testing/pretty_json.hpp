#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace coai::testing {

/// JSON text with a line for every member and element, indented by two spaces.
std::string pretty_json(const boost::json::value& value);

} // namespace coai::testing
