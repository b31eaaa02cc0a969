#pragma once

#include "testing/batch_store.hpp"
#include "testing/file_store.hpp"
#include "testing/reply.hpp"

#include <functional>
#include <string>

namespace coai::testing {

/// Looks at the input file before anything is executed: counts its lines, and notes in the batch
/// what OpenAI would refuse it for.
void check_batch(stored_batch& batch, const file_store& files);

/// Executes all lines, and writes what comes of them into new files, each line into the output file
/// or, if it failed, the error file. A file without lines is not made. The order is not that of the
/// input, but the same in every run.
///
/// @param execute Answers the body of a request for the batch's endpoint.
void run_batch(stored_batch& batch, file_store& files,
               const std::function<reply(std::string body)>& execute);

} // namespace coai::testing
