#pragma once

#include <optional>
#include <string_view>

namespace coai::http {

/// A Content-Type field (RFC 9110 8.3.1), as views into its text.
class media_type {
public:
    /// Reads "type/subtype" and what follows; nothing if that is no media type.
    static std::optional<media_type> parse(std::string_view field) noexcept;

    std::string_view type() const noexcept { return type_; }
    std::string_view subtype() const noexcept { return subtype_; }

    /// The first parameter of that name, without the quotes around it.
    std::optional<std::string_view> parameter(std::string_view name) const noexcept;

    /// application/json or any type with the suffix +json (RFC 6839).
    bool is_json() const noexcept;
    bool is_event_stream() const noexcept;

private:
    media_type() = default;

    std::string_view type_;
    std::string_view subtype_;
    std::string_view parameters_;
};

} // namespace coai::http
