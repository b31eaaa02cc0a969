#pragma once

#include <coai/json/member.hpp>
#include <coai/json/standard_types.hpp>
#include <coai/json/type.hpp>

#include <boost/json/object.hpp>

#include <span>

// The tables of coai's own wire types, in the source file that knows the wire. The header beside it
// declares them: `template <> struct type_of<usage> { static const object_type value; };`
//
//     constexpr field usage_fields[] = {
//         member<&usage::prompt_tokens>("prompt_tokens"),
//         written_empty(member<&usage::label>("label")),
//         takes_json_text(member<&usage::details>("details")),
//     };
//
//     constinit const object_type type_of<usage>::value =
//         wire_object(usage_fields, extra_member<&usage::extra>, empty_members::omitted);

namespace coai::json::detail {

enum class empty_members : unsigned char { written, omitted };

using extra_access = boost::json::object& (*)(void* object);

/// The boost::json::object that receives what has no other place in the struct, and goes back to
/// the wire after the other members, in place of those with the same names.
template <auto Pointer>
inline constexpr extra_access extra_member = [](void* object) -> boost::json::object& {
    using owner = typename member_pointer<decltype(Pointer)>::owner;
    return static_cast<owner*>(object)->*Pointer;
};

/// The member is written even if it is empty, in a type that omits empty members.
constexpr field written_empty(field member) {
    member.written_empty = true;
    return member;
}

/// The member, a string or an optional one, holds JSON text that some servers send as JSON.
constexpr field takes_json_text(field member) {
    member.json_text = true;
    return member;
}

constexpr object_type wire_object(std::span<const field> fields, extra_access extra = nullptr,
                                  empty_members empty = empty_members::written) {
    if (fields.size() > object_type::max_fields)
        throw "too many fields"; // at compile time
    return {{shape::object}, fields, extra, empty == empty_members::omitted};
}

} // namespace coai::json::detail
