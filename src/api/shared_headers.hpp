#pragma once

#include "http/request_head.hpp"

#include <coai/headers.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace coai::api {

inline bool has_credential_field(const headers& fields) noexcept {
    return fields.contains("Authorization") || fields.contains("x-goog-api-key");
}

/// Header fields that most calls of a client have, checked and written once for all of them.
class shared_headers {
public:
    shared_headers() = default;
    /// @throws std::invalid_argument for a field that cannot be sent.
    explicit shared_headers(headers fields)
        : fields_(std::move(fields)),
          text_(http::write_fields(fields_)),
          has_credential_(has_credential_field(fields_)) {}

    const headers& fields() const noexcept { return fields_; }
    /// As they stand in a request's head.
    std::string_view text() const noexcept { return text_; }
    /// Whether one of them is a credential, in whose place the client's own must not be sent.
    bool has_credential() const noexcept { return has_credential_; }

private:
    headers fields_;
    std::string text_;
    bool has_credential_ = false;
};

} // namespace coai::api
