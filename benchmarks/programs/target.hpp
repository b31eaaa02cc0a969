#pragma once

#include "support/arguments.hpp"

#include <coai/chat/request.hpp>
#include <coai/options.hpp>

#include <cstddef>

namespace bench {

/// The server that the arguments name (`--url`, `--ca`), with a pool of that size and every other
/// setting as it comes, but for what a thousand handshakes at once on one core need.
coai::client_options client_options(arguments& given, std::size_t max_connections);

/// What every client of the benchmarks asks.
coai::chat::request question();

} // namespace bench
