#pragma once

#include "json/tape.hpp"

#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <string>

namespace coai::json::detail {

/// A token with all it contains as a Boost.JSON value. `stack` lends its memory.
boost::json::value to_document(const token& from, boost::json::value_stack& stack);

/// Appends a token with all it contains as JSON text without white space, numbers digit for digit.
void append_token(std::string& out, const token& from);

} // namespace coai::json::detail
