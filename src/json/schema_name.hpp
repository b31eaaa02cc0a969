#pragma once

#include <string>
#include <string_view>

namespace coai::json::detail {

/// A type's name as the compiler writes it, without namespaces and in the characters A-Z a-z 0-9 _
/// -, of which it has at most 64: `shop::page<shop::item>` is page_item. May be empty.
std::string plain_name(std::string_view type_name);

} // namespace coai::json::detail
