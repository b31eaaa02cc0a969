#pragma once

#include <string>
#include <string_view>

namespace coai::json {

namespace detail {
class reading;
}

/// JSON text that is written as it is, such as a tool's parameter schema. Reading keeps the text of
/// the value without white space between tokens, numbers digit for digit. The default is `null`.
class raw {
public:
    raw() : text_("null") {}

    /// Throws decode_error if `text` is not exactly one JSON value, or is nested more than 64 deep.
    explicit raw(std::string text);

    const std::string& text() const { return text_; }

    friend bool operator==(const raw&, const raw&) = default;

private:
    friend class detail::reading;

    std::string text_;
};

} // namespace coai::json
