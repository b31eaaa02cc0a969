#pragma once

#include <string>
#include <string_view>

// What the servers of the benchmarks answer, the same whoever serves it.

namespace bench {

/// A chat completion of 700 bytes.
std::string completion_json();

/// The text of a chunk where it is always the same; as long as a timestamp().
std::string_view chunk_text();

/// The data of a streamed chunk with that text, which must need no escapes. An event of it has 206
/// bytes with a text of 20.
std::string chunk_json(std::string_view text);

/// A server-sent event.
std::string event(std::string_view data);

/// A piece of a body that is sent in chunks (RFC 9112 7.1).
std::string http_chunk(std::string_view data);

/// The events of a stream of that many chunks, `[DONE]` included.
std::string event_stream(std::size_t chunks);

} // namespace bench
