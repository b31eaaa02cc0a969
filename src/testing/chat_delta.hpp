#pragma once

#include "testing/chat_answer.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace coai::testing {

/// What one event of a stream adds to a choice.
struct chat_delta {
    boost::json::object json;
    std::int64_t tokens = 0;
    std::int64_t thinking_tokens = 0;
    std::size_t choice = 0;
    bool last = false;
};

/// A delta with `content` for each piece of the text.
std::vector<chat_delta> text_deltas(const chat_answer& answer, std::size_t choice,
                                    std::size_t chunk_size);

/// The deltas of all choices in turn, as models generate them; numbers the choices and marks the
/// last delta of each.
std::vector<chat_delta> interleave(std::vector<std::vector<chat_delta>> choices);

} // namespace coai::testing
