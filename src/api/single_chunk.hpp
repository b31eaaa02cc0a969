#pragma once

#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>

namespace coai::api {

/// The one chunk that says what the completion says: for a server that answers a request for a
/// stream with a whole completion.
chat::chunk to_chunk(chat::completion whole);

} // namespace coai::api
