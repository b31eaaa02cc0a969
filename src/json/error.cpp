#include <coai/json/error.hpp>

#include <utility>

namespace coai::json {

namespace {

std::string at(const std::string& path, const std::string& reason) {
    return path.empty() ? reason : path + ": " + reason;
}

} // namespace

decode_error::decode_error(std::string path, std::size_t offset, std::string reason)
    : std::runtime_error(at(path, reason) + " (byte " + std::to_string(offset) + ")"),
      path_(std::move(path)),
      offset_(offset),
      reason_(std::move(reason)) {}

encode_error::encode_error(std::string path, std::string reason)
    : std::runtime_error(at(path, reason)), path_(std::move(path)), reason_(std::move(reason)) {}

schema_error::schema_error(std::string path, std::string reason)
    : std::runtime_error(at(path, reason)), path_(std::move(path)), reason_(std::move(reason)) {}

} // namespace coai::json
