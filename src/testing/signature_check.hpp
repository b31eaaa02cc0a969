#pragma once

#include <boost/json/array.hpp>

#include <string_view>

namespace coai::testing {

/// Checks the thought signatures of a conversation as Gemini 3 does: those that are there must be
/// unaltered, and since the user's last message the first call of each step must have one. Earlier
/// generations check nothing.
/// @param model Without "models/".
/// @throws request_error
void check_signatures(const boost::json::array& messages, std::string_view model);

} // namespace coai::testing
