#pragma once

#include "api/call.hpp"
#include "net/exchange.hpp"

#include <coai/response.hpp>
#include <coai/secret.hpp>

#include <optional>
#include <string>

namespace coai::api {

/// The successful response to a call.
struct answer {
    call_identity request;
    response_info info;
    /// The credential of the last attempt, where the caller's provider gave it.
    std::optional<secret> provided_key;
    /// All of the body, if the call was to read it.
    std::string body;
    /// Where the body is still to be read from, otherwise.
    std::optional<net::exchange> exchange;
};

} // namespace coai::api
