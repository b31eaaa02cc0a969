#pragma once

#include "testing/batch_store.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace coai::testing {

/// The batch as the API shows it: OpenAI's has nulls, Gemini's leaves out what it does not have.
boost::json::object to_json(const stored_batch& batch);

/// A page of a list of batches, the newest first.
///
/// @param after The id behind which the page begins; the first page where empty.
/// @throws request_error where there is no such batch.
boost::json::object batch_page(const std::vector<stored_batch>& batches, dialect shape,
                               const std::string& after, std::size_t limit);

} // namespace coai::testing
