#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace coai::json::detail {

/// One value of a JSON text, or the key before a member's value.
struct token {
    enum class kind : unsigned char {
        null,
        boolean,
        integer,          // fits std::int64_t
        unsigned_integer, // larger, fits std::uint64_t
        real,             // with a fraction or an exponent, or larger still; infinite beyond double
        string,
        array,
        object,
    };

    /// The token after this one with all it contains.
    const token* next() const { return this + (is_container() ? extent : 1); }

    bool is_container() const { return what == kind::array || what == kind::object; }

    /// A string unescaped; a number as it was written.
    std::string_view str() const { return {text, size}; }

    const char* text;
    union {
        std::int64_t integer;
        std::uint64_t unsigned_integer;
        double real;
        bool boolean;
        std::size_t extent; // of a container: the number of tokens, this one included
    };
    std::uint32_t size; // characters of `text`, or elements or members
    kind what;
};

/// A whole JSON text as a flat sequence of tokens, in memory that is used again for the next text:
/// an object is its token, then key and value by turns.
///
/// One pass checks the text and writes the tape; the typed values are then read from the tape. So a
/// text that is not JSON changes nothing, sizes are known before elements are read, and a value
/// that does not fit its type can be read a second time as something else.
class tape {
public:
    explicit tape(std::size_t max_depth) : max_depth_(max_depth) {}

    struct syntax_error {
        std::size_t offset;
        std::string reason;
    };

    /// Afterwards the tape refers to `text`.
    std::optional<syntax_error> parse(std::string_view text);

    const token& root() const { return tokens_[0]; }

    /// Where a token of the last parsed text begins, in bytes. Linear: for error messages.
    std::size_t offset_of(const token& wanted) const;

    /// Gives back memory that only an unusually large text needed, and the tokens with it.
    void trim();

private:
    // These take what begins at `at` and return where it ends, or null if it is no JSON; then
    // `failed_at_` tells where. Recursion is as deep as `max_depth_` allows.
    const char* take_value(const char* at);
    const char* take_object(const char* at);
    const char* take_array(const char* at);
    const char* take_string(const char* at);
    const char* take_uncommon_string(const char* begin, const char* at);
    const char* take_escape(const char* at);
    const char* take_code_unit(const char* at, unsigned& unit);
    const char* take_number(const char* at);
    const char* take_real(const char* begin, const char* digits, const char* at);
    const char* take_word(const char* at, std::string_view word, token::kind what, bool value);

    const char* fail(const char* at) {
        failed_at_ = at;
        return nullptr;
    }
    char peek(const char* at) const { return at != end_ ? *at : '\0'; } // '\0' is never JSON
    const char* skip_space(const char* at) const;
    const char* open(token::kind what, const char* at);
    const char* close(std::size_t position, std::size_t size, const char* at);
    token& push(token::kind what, const char* begin, const char* end);
    void grow();
    std::size_t count() const { return static_cast<std::size_t>(next_ - tokens_.get()); }
    std::size_t capacity() const { return static_cast<std::size_t>(limit_ - tokens_.get()); }

    std::size_t max_depth_;
    std::string_view text_;

    const char* end_ = nullptr;
    const char* failed_at_ = nullptr;
    std::size_t depth_ = 0;
    bool too_deep_ = false;

    // No vector, which would fill what it grows by with zeros: a quarter of what a short text
    // costs.
    std::unique_ptr<token[]> tokens_;
    token* next_ = nullptr;
    token* limit_ = nullptr;
    std::string unescaped_; // strings that are not in the text as they are
};

} // namespace coai::json::detail
