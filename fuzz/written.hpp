#pragma once

#include <coai/json.hpp>

#include <optional>
#include <string>

namespace coai::fuzz {

/// A value as JSON; nothing for one that has none: as Boost.JSON does, we read a number beyond the
/// range of double as infinite, where anything may stand.
template <json::codable T>
std::optional<std::string> written(const T& value) {
    try {
        return json::serialize(value);
    } catch (const json::encode_error&) {
        return std::nullopt;
    }
}

} // namespace coai::fuzz
