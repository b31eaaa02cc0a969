#pragma once

#include "testing/dialect.hpp"
#include "testing/request_error.hpp"

#include <boost/json/object.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

/// Parses a request's body.
/// @throws request_error where it is not a JSON object.
boost::json::object parse_payload(const std::string& body, dialect shape);

/// The kinds of JSON values, as bits, that a member may have.
namespace json_kind {
inline constexpr unsigned text = 1;
inline constexpr unsigned integer = 2;
inline constexpr unsigned number = 4;
inline constexpr unsigned boolean = 8;
inline constexpr unsigned object = 16;
inline constexpr unsigned list = 32;
inline constexpr unsigned any = 63;
} // namespace json_kind

/// Which servers know a member.
enum class known_by { both, gemini, openai };

/// A member that an object of a request may have.
struct member_rule {
    std::string_view name;
    unsigned kinds = json_kind::any;
    /// The rules of the object, or of the objects in the list; none where anything goes.
    std::span<const member_rule> nested = {};
    known_by server = known_by::both;
};

/// Checks names and types, as Google's and OpenAI's front ends do before the request is looked at.
/// A null is good for any member.
/// @throws request_error in the words of the dialect.
void check_payload(const boost::json::object& payload, std::span<const member_rule> rules,
                   dialect shape);

/// A member that the server does not know, and the object that has it: "" for the payload.
struct unknown_member {
    std::string parent;
    std::string name;
};

/// Google's refusal of them.
request_error unknown_members_error(const std::vector<unknown_member>& found);

} // namespace coai::testing
