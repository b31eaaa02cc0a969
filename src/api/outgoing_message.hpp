#pragma once

#include <coai/chat/message.hpp>
#include <coai/json/type.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

namespace coai::api {

/// A message as it is sent: without the thoughts in its text, and without the flag that says that
/// there are some.
struct outgoing_message {
    struct replacement {
        std::string text;
        boost::json::object extra;
    };

    const chat::message* original = nullptr;
    /// What stands in place of the original's content and unknown members; only where it has
    /// thoughts, so that nothing is copied otherwise.
    std::optional<replacement> without_thoughts;
};

/// The messages must outlive them.
std::vector<outgoing_message> outgoing(const std::vector<chat::message>& messages);

} // namespace coai::api

namespace coai::json::detail {

template <>
struct type_of<api::outgoing_message> {
    static const object_type value;
};

} // namespace coai::json::detail
