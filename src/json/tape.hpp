#pragma once

#include <boost/json/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// Boost.JSON's events, written down in order: an object is its token, then key and value by turns.
class tape_writer {
public:
    static constexpr std::size_t max_array_size = UINT32_MAX;
    static constexpr std::size_t max_object_size = UINT32_MAX;
    static constexpr std::size_t max_string_size = UINT32_MAX;
    static constexpr std::size_t max_key_size = UINT32_MAX;

    using error_code = boost::json::error_code;
    using text_view = boost::json::string_view;

    void start(std::string_view text);

    const token& root() const { return tokens_.front(); }

    /// Gives back memory that only an unusually large text needed, and the tokens with it.
    void trim();

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_array_begin(error_code&) { return open(token::kind::array); }
    bool on_array_end(std::size_t size, error_code&) { return close(size); }
    bool on_object_begin(error_code&) { return open(token::kind::object); }
    bool on_object_end(std::size_t size, error_code&) { return close(size); }
    bool on_key_part(text_view part, std::size_t, error_code&) { return append(part); }
    bool on_key(text_view part, std::size_t, error_code&) { return string(part); }
    bool on_string_part(text_view part, std::size_t, error_code&) { return append(part); }
    bool on_string(text_view part, std::size_t, error_code&) { return string(part); }
    bool on_number_part(text_view, error_code&) { return true; }
    bool on_int64(std::int64_t value, text_view text, error_code&);
    bool on_uint64(std::uint64_t value, text_view text, error_code&);
    bool on_double(double value, text_view text, error_code&);
    bool on_bool(bool value, error_code&);
    bool on_null(error_code&);
    bool on_comment_part(text_view, error_code&) { return true; }
    bool on_comment(text_view, error_code&) { return true; }

private:
    token& push(token::kind what, text_view text) {
        if (next_ == limit_)
            grow();
        token& added = *next_++;
        added.text = text.data();
        added.size = static_cast<std::uint32_t>(text.size());
        added.what = what;
        return added;
    }
    void grow();
    std::size_t count() const { return static_cast<std::size_t>(next_ - tokens_.data()); }
    bool open(token::kind what);
    bool close(std::size_t size);
    bool append(text_view part);
    bool string(text_view part);

    std::string_view input_;
    // The vector's size is the capacity; pointers into it spare push() two divisions by 24.
    std::vector<token> tokens_;
    token* next_ = nullptr;
    token* limit_ = nullptr;
    std::vector<std::size_t> open_; // containers, by position
    std::string unescaped_;         // strings that are not in the input as they are
    std::size_t string_begin_ = 0;  // in `unescaped_`, of the string whose parts are arriving
};

/// A whole JSON text as a flat sequence of tokens, in memory that is used again for the next text.
///
/// One pass of Boost.JSON's parser checks the text and writes the tape; the typed values are then
/// read from the tape. So a text that is not JSON changes nothing, sizes are known before elements
/// are read, and a value that does not fit its type can be read a second time as something else.
class tape {
public:
    explicit tape(std::size_t max_depth);

    struct syntax_error {
        std::size_t offset;
        std::string reason;
    };

    /// Afterwards the tape refers to `text`.
    std::optional<syntax_error> parse(std::string_view text);

    const token& root() const { return parser_.handler().root(); }

    /// Where a token of the last parsed text begins, in bytes. Linear: for error messages.
    std::size_t offset_of(const token& wanted) const;

    void trim() { parser_.handler().trim(); }

private:
    boost::json::basic_parser<tape_writer> parser_;
    std::size_t max_depth_;
    std::string_view text_;
};

} // namespace coai::json::detail
