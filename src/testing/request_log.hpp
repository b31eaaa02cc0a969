#pragma once

#include <coai/testing/recorded_request.hpp>

#include <fstream>
#include <string>

namespace coai::testing {

/// The request as one line of JSON: method, target, headers as pairs of name and value, and body;
/// `body_base64` in its place if the body is no text. Of credentials only the scheme is told.
std::string describe_request(const recorded_request& request);

/// A file of requests, one described a line, for programs that are not in C++.
class request_log {
public:
    /// Makes the file, or empties it. @throws std::runtime_error if that is not possible.
    explicit request_log(const std::string& path);

    /// Adds a request; it can be read from the file when this returns.
    void write(const recorded_request& request);

private:
    std::ofstream file_;
};

} // namespace coai::testing
