#pragma once

#include "http/cleansing_string.hpp"

#include <coai/headers.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace coai::http {

/// Appends the head of an HTTP/1.1 request to a string that the caller reuses; the body, if any, is
/// appended after finish(), and both are written to the connection in one go.
///
/// Everything throws std::invalid_argument for text that would break the grammar or smuggle a
/// header; the message names the header, never its value. The string then holds a partial head.
/// Writes the fields given and no others: their framing must agree with the body.
class request_head_writer {
public:
    /// Begins a request: the request line and Host.
    request_head_writer(cleansing_string& out, std::string_view method, std::string_view target,
                        std::string_view host);

    request_head_writer& field(std::string_view name, std::string_view value) {
        return field(name, value, {});
    }
    /// A value in two parts, which are joined as they are.
    request_head_writer& field(std::string_view name, std::string_view value,
                               std::string_view rest);
    request_head_writer& field(std::string_view name, std::uint64_t value);
    request_head_writer& fields(const headers& list);
    /// What write_fields() has returned.
    request_head_writer& written_fields(std::string_view lines) {
        out_ += lines;
        return *this;
    }

    /// Ends the head.
    void finish();

private:
    cleansing_string& out_;
};

/// Fields as they stand in a head, for many requests.
/// @throws std::invalid_argument as request_head_writer.
std::string write_fields(const headers& list);

} // namespace coai::http
