#pragma once

#include "testing/dialect.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>

namespace coai::testing {

/// What a part of a message is if it is no text.
struct chat_medium {
    /// What the model makes of it: "I see a PNG image of 64 x 48 pixels."
    std::string impression;
    /// What the model counts for it.
    std::int64_t tokens = 0;
    /// The hash of its content.
    std::uint64_t hash = 0;
};

/// Looks at an image or listens to a recording. Images by URL are taken on trust, since the
/// emulator fetches nothing.
///
/// @param path Where the part is, such as "messages[0].content[1]".
/// @throws request_error in the words of the dialect for data that is not what it claims to be.
chat_medium examine_medium(const boost::json::object& part, const std::string& path, dialect shape);

} // namespace coai::testing
