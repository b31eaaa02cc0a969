#pragma once

#include <boost/json/object.hpp>

#include <cstddef>

namespace coai::api {

/// What becomes of texts and lists that several chunks of a stream have under the same unknown
/// name.
enum class repeated {
    /// The newer value stands: what each chunk tells anew.
    replaces,
    /// They are pieces of one text, one list: what each chunk adds, such as `reasoning_content`.
    continues,
};

/// Adds the members of `from` to those of `into`, objects member by member. Numbers and booleans
/// are replaced, null changes nothing. Under `extra_content`, and under names of what is sent whole
/// (`type`, `id`, …), newer values always stand. `size` follows the memory that `into` takes.
void merge_extra(boost::json::object& into, const boost::json::object& from, repeated rule,
                 std::size_t& size);

} // namespace coai::api
