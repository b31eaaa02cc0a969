#pragma once

#include "testing/file_store.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace coai::testing {

/// A line of a batch's input file.
struct batch_line {
    /// Counted from 1.
    std::size_t number = 0;
    /// As far as it can be read.
    std::string custom_id;
    /// The request's JSON.
    std::string body;
    /// What is wrong with it, as a code and a sentence of OpenAI's; empty for a good line.
    std::string error_code;
    std::string error;
};

/// Reads the lines of a file one by one, blank ones aside.
void for_each_batch_line(const file_store& files, const std::string& file_id,
                         const std::string& endpoint,
                         const std::function<void(const batch_line&)>& visit);

} // namespace coai::testing
