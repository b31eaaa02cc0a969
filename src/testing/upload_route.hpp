#pragma once

namespace coai::testing {

class router;

/// Adds POST upload/v1beta/files, Google's resumable uploads.
void add_upload_route(router& routes);

} // namespace coai::testing
