#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace coai::testing {

/// The first parameter of that name in a query, decoded.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

} // namespace coai::testing
