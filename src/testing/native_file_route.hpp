#pragma once

#include "testing/file_store.hpp"
#include "testing/request.hpp"

#include <boost/json/object.hpp>

namespace coai::testing {

class router;
struct exchange;

/// Adds Google's own routes for files: GET and DELETE of v1beta/files, and downloads.
void add_native_file_routes(router& routes);

/// A file as Google's API has it.
boost::json::object native_file_json(const stored_file& file, const exchange& request);

/// Throws where the request brings a credential that Google's own API does not take.
void check_native_credential(const request& asked);

} // namespace coai::testing
