#pragma once

#include "testing/dialect.hpp"

#include <coai/testing/emulator_options.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace coai::testing {

/// An embeddings request that has passed all checks.
struct embedding_call {
    /// As it was asked for, with "models/" if it was asked so.
    std::string model;
    /// Lists of tokens as a text of their numbers.
    std::vector<std::string> inputs;
    std::size_t dimension = 0;
    bool base64 = false;
    std::int64_t tokens = 0;
};

/// Reads the body of a request.
/// @throws request_error in the words of the dialect for what that server would not accept.
embedding_call read_embedding_call(const std::string& body, dialect shape,
                                   const emulator_options& options);

} // namespace coai::testing
