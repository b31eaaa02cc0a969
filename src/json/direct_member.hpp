#pragma once

#include <coai/json/member.hpp>

#include <string_view>

namespace coai::json::detail {

/// The way to a member that the object of the table itself has; a table that serves several objects
/// takes the way as its parameter.
template <auto Pointer>
struct direct_member {
    static constexpr field at(std::string_view name) { return member<Pointer>(name); }
};

} // namespace coai::json::detail
