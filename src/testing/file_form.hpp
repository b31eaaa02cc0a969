#pragma once

#include "testing/multipart_parser.hpp"
#include "testing/request.hpp"
#include "testing/spooled_bytes.hpp"

#include <map>
#include <optional>
#include <string>

namespace coai::testing {

/// A form that brings a file.
struct file_form {
    file_form() {}

    std::map<std::string, std::string> fields;
    /// Of the part named "file", if there is one.
    part_head head;
    std::optional<spooled_bytes> file;
};

/// Reads the form in a request's body.
/// @throws request_error where there is none.
file_form read_file_form(const request& asked);

} // namespace coai::testing
