#pragma once

#include <coai/testing/emulator_options.hpp>

#include <boost/json/object.hpp>

#include <cstdint>

namespace coai::testing {

/// What a request has in `extra_body.google`; null if nothing. Names and types are checked already.
const boost::json::object* google_extension(const boost::json::object& payload) noexcept;

/// @throws request_error for a category or a threshold that does not exist.
void check_safety_settings(const boost::json::object& google);

/// What the cache that the request names adds to its prompt, in tokens; 0 if it names none.
/// @throws request_error if there is no such cache, or if the request has what a cache has.
std::int64_t read_cached_tokens(const boost::json::object& payload,
                                const boost::json::object& google, const emulator_options& options);

} // namespace coai::testing
