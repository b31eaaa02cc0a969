#pragma once

#include "http/base_url.hpp"

#include <string>
#include <string_view>

namespace coai::api {

/// The path and query of the URL that a server wants an upload sent to.
///
/// The key goes with the upload, so it is only ever sent to the client's own host. That is where
/// Google's URLs lead. A gateway or an emulator may hand Google's URL through, or name a host that
/// only it knows: then its own host is asked for the same path, as Google's SDK does, too.
///
/// @throws protocol_error (errc::unexpected_content) for a URL that leads away from Google's host,
/// and for what is no URL.
std::string upload_target(std::string_view url, const http::base_url& own);

} // namespace coai::api
