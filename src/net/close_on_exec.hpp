#pragma once

#include <fcntl.h>

namespace coai::net {

/// Keeps a descriptor, which Asio opens without this, from the programs that the process starts:
/// there it would hold a connection open, or a port, that the process has closed.
inline void close_on_exec(int descriptor) noexcept { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

} // namespace coai::net
