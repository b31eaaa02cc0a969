#pragma once

#include <coai/chat/tool.hpp>

#include <vector>

namespace coai::api {

/// Gives every call that came without an id a random one, `call_` and 24 characters, and marks it.
/// Answers to the calls refer to them by id, also where the server itself does without.
void complete_tool_call_ids(std::vector<chat::tool_call>& calls);

} // namespace coai::api
