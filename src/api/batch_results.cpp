#include "api/batch_results.hpp"

#include "api/batch_result_line.hpp"
#include "http/failure.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace coai::api {

namespace {

/// The files that hold the batch's results, those with answers first.
std::vector<std::string> files_of(const batches::batch& finished) {
    std::vector<std::string> ids;
    for (const std::string& id : {finished.output_file_id, finished.error_file_id}) {
        if (!id.empty()) {
            ids.push_back(id);
        }
    }
    return ids;
}

async_generator<batches::result> no_results_yet(std::string status) {
    detail::throw_usage_error(errc::invalid_request, "status",
                              "the batch is \"" + status + "\" and has no results yet");
    co_yield batches::result();
}

async_generator<batches::result> results_of_files(std::vector<std::string> ids,
                                                  result_files files) {
    for (const std::string& id : ids) {
        batches::result_source source(id);
        source.max_line_size = files.max_line_size;
        async_generator<batches::result> results =
            read_batch_results(files.download(id), std::move(source), files.credential);
        while (std::optional<batches::result> next = co_await results.next()) {
            co_yield std::move(*next);
        }
    }
}

} // namespace

async_generator<batches::result> results_of_batch(const batches::batch& finished,
                                                  result_files files) {
    std::vector<std::string> ids = files_of(finished);
    if (ids.empty() && !finished.is_terminal()) {
        return no_results_yet(std::string(finished.status.str()));
    }
    return results_of_files(std::move(ids), std::move(files));
}

} // namespace coai::api
