#pragma once

#include <coai/chat.hpp>

#include <vector>

namespace prism {

/// A request that uses some part of the API.
struct chat_form {
    const char* name;
    coai::chat::request request;
};

/// All members of requests, messages, contents and tools, in one of these at least.
std::vector<chat_form> chat_forms();

} // namespace prism
