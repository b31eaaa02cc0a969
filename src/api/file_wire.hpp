#pragma once

#include <coai/files/file.hpp>
#include <coai/json/standard_types.hpp>
#include <coai/json/type.hpp>
#include <coai/response.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace coai::api {

/// A file as Gemini's native API has it.
struct native_file {
    std::string name;
    std::string display_name;
    std::string mime_type;
    std::uint64_t size_bytes = 0;
    std::string create_time;
    std::string update_time;
    std::string expiration_time;
    std::string sha256_hash;
    std::string uri;
    std::string download_uri;
    std::string state;
    std::string source;
    boost::json::object error;
    boost::json::object extra;
    response_info response;
};

/// The answer to an upload.
struct native_upload {
    std::optional<native_file> file;
    boost::json::object extra;
};

struct native_file_page {
    std::vector<native_file> data;
    std::string next_page_token;
    boost::json::object extra;
    response_info response;
};

/// A file as OpenAI has it.
struct openai_file {
    std::string id;
    std::string filename;
    std::uint64_t bytes = 0;
    std::string purpose;
    std::string status;
    std::string status_details;
    std::int64_t created_at = 0;
    std::int64_t expires_at = 0;
    std::string object;
    boost::json::object extra;
    response_info response;
};

files::file to_file(native_file from);
files::file to_file(openai_file from);

} // namespace coai::api

namespace coai::json::detail {

template <>
struct type_of<api::native_file> {
    static const object_type value;
};
template <>
struct type_of<api::native_upload> {
    static const object_type value;
};
template <>
struct type_of<api::native_file_page> {
    static const object_type value;
};
template <>
struct type_of<api::openai_file> {
    static const object_type value;
};
template <>
struct type_of<files::removal> {
    static const object_type value;
};

} // namespace coai::json::detail
