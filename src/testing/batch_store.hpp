#pragma once

#include "testing/dialect.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace coai::testing {

/// A batch as the emulator keeps it.
struct stored_batch {
    /// "batches/abc123" for Gemini, "batch_abc123" for OpenAI.
    std::string id;
    dialect shape = dialect::gemini;
    std::string endpoint;
    std::string input_file_id;
    std::string completion_window;
    boost::json::value metadata;

    std::string status;
    /// What is wrong with the input file, in OpenAI's words.
    boost::json::array errors;
    /// Empty until there is such a file.
    std::string output_file_id;
    std::string error_file_id;
    std::int64_t total = 0;
    std::int64_t completed = 0;
    std::int64_t failed = 0;

    std::int64_t created_at = 0;
    /// When each status began: "in_progress_at" and so on.
    boost::json::object times;
};

/// The batches of an emulator. Thread-safe.
class batch_store {
public:
    /// Keeps a new batch; `made.id` must be new.
    void add(stored_batch made);
    std::optional<stored_batch> find(const std::string& id) const;
    /// In the order in which they were added.
    std::vector<stored_batch> list() const;
    /// Changes a batch that no other thread sees meanwhile, and returns what it is then; nothing
    /// where there is no such batch. If `change` throws, the batch is as it was.
    std::optional<stored_batch> update(const std::string& id,
                                       const std::function<void(stored_batch&)>& change);

private:
    mutable std::mutex mutex_;
    std::vector<stored_batch> batches_;
};

} // namespace coai::testing
