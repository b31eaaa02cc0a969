#pragma once

#include <cstddef>
#include <span>
#include <string>

// Files on this machine, read and written by functions that block: for what callers do between
// calls, never on a call's path.

namespace coai::api {

/// All of a file's bytes.
/// @throws usage_error (errc::invalid_request, "path") with the system's error as cause; also for
/// what is no regular file.
std::string read_file(const std::string& path);

/// Makes the bytes the content of a file. They are written under another name in the same directory
/// and renamed, so that there is never half a file under `path`.
/// @throws usage_error (errc::invalid_request, "path") with the system's error as cause; what was
/// there before is then still there.
void replace_file(const std::string& path, std::span<const std::byte> bytes);

} // namespace coai::api
