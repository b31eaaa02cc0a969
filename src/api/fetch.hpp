#pragma once

#include "api/service.hpp"

#include <coai/json/decoder.hpp>
#include <coai/json/error.hpp>
#include <coai/json/type.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <utility>

// How most resources make a call: JSON in, one JSON object out.

namespace coai::api {

/// Reads the body of an answer into a wire type.
/// @throws protocol_error where it is not the JSON that was asked for, and api_error where it
/// reports an error.
template <json::codable T>
T decode_body(const service& caller, const answer& got) {
    json::decoder decoder;
    T result;
    if (const auto bad = decoder.decode(got.body, result)) {
        caller.throw_unusable(got, *bad);
    }
    if (result.extra.contains("error")) {
        caller.throw_if_error(got);
    }
    return result;
}

/// Makes a call and reads its answer, an object with a member `response`.
template <json::codable T>
boost::asio::awaitable<T> fetch(std::shared_ptr<service> caller, call request) {
    answer got = co_await caller->perform(std::move(request), service::read::body);
    T result = decode_body<T>(*caller, got);
    result.response = std::move(got.info);
    co_return result;
}

} // namespace coai::api
