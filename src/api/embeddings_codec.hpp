#pragma once

#include <coai/embeddings.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

// Between the bytes of `POST embeddings` and the types of coai::embeddings.

namespace coai::api {

/// The body of a request, whose own members give way to those of `extra_body`.
/// @throws usage_error (errc::invalid_request) naming a required member that is not set, and
/// json::encode_error.
std::string encode_embeddings_request(const embeddings::request& request,
                                      const boost::json::object& extra_body);

/// The vectors in a body, in the order of their indexes; `response` is left empty. A vector without
/// an index has its position (proto3 leaves out an index of 0).
/// @throws json::decode_error; also where there are no vectors, where they differ in length, or
/// where their indexes are not those of a list.
embeddings::embedding_list decode_embeddings(std::string_view body);

} // namespace coai::api
