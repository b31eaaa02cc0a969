#pragma once

#include "api/thought_splitter.hpp"

#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>
#include <coai/chat/request.hpp>
#include <coai/json/decoder.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

// Between the bytes of `POST chat/completions` and the types of coai::chat.

namespace coai::api {

/// Throws usage_error (errc::invalid_request) naming the member without which, or with which, no
/// server takes the request.
void check_request(const chat::request& request);

/// The body of a request: what is set in it, `stream` if it is to be streamed, and `extra_body`,
/// whose members stand in place of the request's own of the same name; only `stream` is not theirs
/// to turn off, and their own `extra_body` is merged. Thoughts in the messages are left out. Throws
/// json::encode_error.
std::string encode_request(const chat::request& request, bool stream,
                           const boost::json::object& extra_body);

/// The completion in a body; `response` is left empty. Choices without an index have their
/// position, and tool calls without an id a made-up one; thoughts in the text are told from the
/// answer. Throws json::decode_error.
chat::completion decode_completion(std::string_view body,
                                   const thought_tags& tags = thought_tags());

/// Reads the data of one event into a chunk that may have held another one before: with a lenient
/// decoder that is used again too, a chunk of plain text costs no allocation. Choices without an
/// index have their position. Thoughts are still to be told from the answer, see chunk_thoughts.
/// Throws json::decode_error; `into` is then valid but unspecified.
void decode_chunk(json::decoder& decoder, std::string_view data, chat::chunk& into);

} // namespace coai::api
