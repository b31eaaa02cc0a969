#pragma once

#include <coai/batches/batch.hpp>
#include <coai/batches/result.hpp>
#include <coai/generator.hpp>
#include <coai/secret.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace coai::api {

/// Where the results of a batch come from.
struct result_files {
    /// The content of a file, piece by piece.
    std::function<async_generator<std::string>(const std::string& id)> download;
    std::size_t max_line_size;
    /// Removed from the server's words.
    secret credential;
};

/// As batches::resource::results().
async_generator<batches::result> results_of_batch(const batches::batch& finished,
                                                  result_files files);

} // namespace coai::api
