#pragma once

#include "api/line_splitter.hpp"

#include <coai/batches/result.hpp>
#include <coai/json/decoder.hpp>
#include <coai/secret.hpp>

#include <string>

namespace coai::api {

/// Reads the lines of a batch's result file, whatever is wrong with them.
class batch_result_reader {
public:
    /// @param credential Removed from the server's words.
    batch_result_reader(batches::result_source source, secret credential);

    batches::result read(const line_splitter::line& line);

private:
    batches::result_source source_;
    secret credential_;
    json::decoder decoder_;
};

/// As batches::read_results(), with a credential to be removed from the server's words.
async_generator<batches::result> read_batch_results(async_generator<std::string> pieces,
                                                    batches::result_source source,
                                                    secret credential);

} // namespace coai::api
