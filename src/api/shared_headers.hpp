#pragma once

#include "http/ascii.hpp"
#include "http/request_head.hpp"

#include <coai/headers.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace coai::api {

/// Whether a field carries a credential.
inline bool is_credential_field(std::string_view name) noexcept {
    return http::equal_ignoring_case(name, "Authorization") ||
           http::equal_ignoring_case(name, "x-goog-api-key");
}

inline bool has_credential_field(const headers& fields) noexcept {
    return std::any_of(fields.begin(), fields.end(),
                       [](const headers::field& field) { return is_credential_field(field.name); });
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
