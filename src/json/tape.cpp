#include "json/tape.hpp"

#include "json/digit.hpp"
#include "json/special_characters.hpp"
#include "json/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace coai::json::detail {

namespace {

constexpr std::size_t first_tokens = 128;
constexpr std::size_t kept_tokens = 1U << 15;
constexpr std::size_t kept_characters = 1U << 18;

/// The value of a hexadecimal digit, or 16.
unsigned hex_value(char c) {
    if (is_digit(c))
        return static_cast<unsigned>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 16;
}

void append_utf8(std::string& out, unsigned code) {
    const auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
    const auto put_rest = [&](int shift) { put(0x80 | (code >> shift & 0x3F)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put_rest(0);
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put_rest(6);
        put_rest(0);
    } else {
        put(0xF0 | code >> 18);
        put_rest(12);
        put_rest(6);
        put_rest(0);
    }
}

} // namespace

inline const char* tape::skip_space(const char* at) const {
    const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    while (at != end_ && *at <= ' ' && is_space(*at)) // mostly it is a character beyond the space
        ++at;
    return at;
}

inline token& tape::push(token::kind what, const char* begin, const char* end) {
    if (next_ == limit_)
        grow();
    token& added = *next_++;
    added.text = begin;
    added.size = static_cast<std::uint32_t>(end - begin);
    added.what = what;
    return added;
}

std::optional<tape::syntax_error> tape::parse(std::string_view text) {
    if (text.size() > UINT32_MAX)
        return syntax_error{0, "the text is 4 GiB or longer"};

    text_ = text;
    end_ = text.data() + text.size();
    next_ = tokens_.get();
    unescaped_.clear();
    depth_ = 0;
    too_deep_ = false;

    const char* const value_end = take_value(skip_space(text.data()));
    const char* const end = value_end != nullptr ? skip_space(value_end) : failed_at_;
    if (value_end != nullptr && end == end_)
        return std::nullopt;
    const auto offset = static_cast<std::size_t>(end - text.data());
    if (value_end != nullptr)
        return syntax_error{offset, "more text after the JSON value"};
    if (too_deep_)
        return syntax_error{offset, "nested deeper than " + std::to_string(max_depth_) + " levels"};
    if (end == end_)
        return syntax_error{offset, "the JSON text ends too early"};
    return syntax_error{offset, "not JSON: syntax error"};
}

const char* tape::take_value(const char* at) {
    switch (peek(at)) {
    case '"':
        return take_string(at);
    case '{':
        return take_object(at);
    case '[':
        return take_array(at);
    case 't':
        return take_word(at, "true", token::kind::boolean, true);
    case 'f':
        return take_word(at, "false", token::kind::boolean, false);
    case 'n':
        return take_word(at, "null", token::kind::null, false);
    default:
        return take_number(at);
    }
}

const char* tape::take_object(const char* at) {
    const std::size_t position = count();
    at = open(token::kind::object, at);
    if (at == nullptr || peek(at) == '}')
        return at != nullptr ? close(position, 0, at) : nullptr;
    for (std::size_t members = 1;; ++members) {
        if (peek(at) != '"')
            return fail(at);
        at = take_string(at);
        if (at == nullptr)
            return nullptr;
        at = skip_space(at);
        if (peek(at) != ':')
            return fail(at);
        at = take_value(skip_space(at + 1));
        if (at == nullptr)
            return nullptr;
        at = skip_space(at);
        if (peek(at) == '}')
            return close(position, members, at);
        if (peek(at) != ',')
            return fail(at);
        at = skip_space(at + 1);
    }
}

const char* tape::take_array(const char* at) {
    const std::size_t position = count();
    at = open(token::kind::array, at);
    if (at == nullptr || peek(at) == ']')
        return at != nullptr ? close(position, 0, at) : nullptr;
    for (std::size_t elements = 1;; ++elements) {
        at = take_value(at);
        if (at == nullptr)
            return nullptr;
        at = skip_space(at);
        if (peek(at) == ']')
            return close(position, elements, at);
        if (peek(at) != ',')
            return fail(at);
        at = skip_space(at + 1);
    }
}

const char* tape::open(token::kind what, const char* at) {
    too_deep_ = depth_ == max_depth_;
    if (too_deep_)
        return fail(at);
    ++depth_;
    push(what, nullptr, nullptr);
    return skip_space(at + 1);
}

const char* tape::close(std::size_t position, std::size_t size, const char* at) {
    --depth_;
    token& container = tokens_[position];
    container.extent = count() - position;
    container.size = static_cast<std::uint32_t>(size);
    return at + 1;
}

const char* tape::take_string(const char* at) {
    const char* const begin = at + 1;
    at = skip_plain(begin, end_);
    if (peek(at) != '"')
        return take_uncommon_string(begin, at);
    push(token::kind::string, begin, at);
    return at + 1;
}

/// A string of which only what is before `at` is plain.
const char* tape::take_uncommon_string(const char* begin, const char* at) {
    bool escaped = false;
    std::size_t start = 0; // in `unescaped_`
    const char* kept = begin;
    while (peek(at) != '"') {
        if (at == end_)
            return fail(at);
        if (*at == '\\') {
            if (!escaped) {
                // Unescaped text is never longer than escaped text: tokens may point into it.
                unescaped_.reserve(text_.size());
                start = unescaped_.size();
                escaped = true;
            }
            unescaped_.append(kept, at);
            at = take_escape(at + 1);
            if (at == nullptr)
                return nullptr;
            kept = at;
        } else {
            const std::size_t length = utf8_sequence(at, end_); // none for a control character
            if (length == 0)
                return fail(at);
            at += length;
        }
        at = skip_plain(at, end_);
    }
    if (escaped) {
        unescaped_.append(kept, at);
        push(token::kind::string, unescaped_.data() + start, unescaped_.data() + unescaped_.size());
    } else {
        push(token::kind::string, begin, at);
    }
    return at + 1;
}

/// What stands behind a backslash.
const char* tape::take_escape(const char* at) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::size_t index = letters.find(peek(at));
    if (index != letters.npos) {
        unescaped_.push_back(meanings[index]);
        return at + 1;
    }
    unsigned code = 0;
    at = take_code_unit(at, code);
    if (at == nullptr || (code >= 0xDC00 && code <= 0xDFFF))
        return at != nullptr ? fail(at) : nullptr;
    if (code >= 0xD800 && code <= 0xDBFF) {
        unsigned low = 0;
        if (peek(at) != '\\')
            return fail(at);
        at = take_code_unit(at + 1, low);
        if (at == nullptr || low < 0xDC00 || low > 0xDFFF)
            return at != nullptr ? fail(at) : nullptr;
        code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
    }
    append_utf8(unescaped_, code);
    return at;
}

const char* tape::take_code_unit(const char* at, unsigned& unit) {
    if (peek(at) != 'u')
        return fail(at);
    ++at;
    for (int digits = 0; digits < 4; ++digits, ++at) {
        const unsigned digit = hex_value(peek(at));
        if (digit == 16)
            return fail(at);
        unit = unit << 4 | digit;
    }
    return at;
}

const char* tape::take_number(const char* at) {
    const char* const begin = at;
    const bool negative = peek(at) == '-';
    if (negative)
        ++at;
    if (!is_digit(peek(at)))
        return fail(at);
    const char* const digits = at;
    std::uint64_t value = 0;
    if (*at == '0') {
        ++at;
    } else {
        for (; is_digit(peek(at)); ++at)
            value = 10 * value + static_cast<std::uint64_t>(*at - '0');
    }
    constexpr std::ptrdiff_t always_fitting = 18;
    if (at - digits > always_fitting || peek(at) == '.' || (peek(at) | 0x20) == 'e')
        return take_real(begin, digits, at);
    const auto positive = static_cast<std::int64_t>(value);
    push(token::kind::integer, begin, at).integer = negative ? -positive : positive;
    return at;
}

/// What is no short integer: a real number, or an integer that has to be looked at more closely.
/// `at` is behind the digits before the point.
const char* tape::take_real(const char* begin, const char* digits, const char* at) {
    auto magnitude = *digits == '0' ? 0 : at - digits; // of the first digit that is not 0
    bool integral = true;
    if (peek(at) == '.') {
        integral = false;
        const char* const fraction = ++at;
        while (is_digit(peek(at)))
            ++at;
        if (at == fraction)
            return fail(at);
        if (magnitude == 0)
            magnitude = fraction - std::find_if(fraction, at, [](char c) { return c != '0'; });
    }
    if ((peek(at) | 0x20) == 'e') {
        integral = false;
        ++at;
        const bool negative = peek(at) == '-';
        if (negative || peek(at) == '+')
            ++at;
        if (!is_digit(peek(at)))
            return fail(at);
        std::ptrdiff_t exponent = 0;
        for (; is_digit(peek(at)); ++at) {
            exponent = 10 * exponent + (*at - '0');
            if (exponent > std::numeric_limits<int>::max())
                return fail(at);
        }
        magnitude += negative ? -exponent : exponent;
    }
    std::int64_t integer = 0;
    std::uint64_t unsigned_integer = 0;
    if (integral && std::from_chars(begin, at, integer).ec == std::errc()) {
        push(token::kind::integer, begin, at).integer = integer;
    } else if (integral && *begin != '-' &&
               std::from_chars(begin, at, unsigned_integer).ec == std::errc()) {
        push(token::kind::unsigned_integer, begin, at).unsigned_integer = unsigned_integer;
    } else {
        double value = 0;
        if (std::from_chars(begin, at, value).ec == std::errc::result_out_of_range) {
            value = magnitude > 0 ? std::numeric_limits<double>::infinity() : 0.0;
            value = *begin == '-' ? -value : value;
        }
        push(token::kind::real, begin, at).real = value;
    }
    return at;
}

const char* tape::take_word(const char* at, std::string_view word, token::kind what, bool value) {
    for (const char expected : word) {
        if (peek(at) != expected)
            return fail(at);
        ++at;
    }
    push(what, nullptr, nullptr).boolean = value;
    return at;
}

void tape::grow() {
    const std::size_t used = count();
    const std::size_t room = std::max(first_tokens, 2 * used);
    auto larger = std::make_unique_for_overwrite<token[]>(room);
    std::copy_n(tokens_.get(), used, larger.get());
    tokens_ = std::move(larger);
    next_ = tokens_.get() + used;
    limit_ = tokens_.get() + room;
}

void tape::trim() {
    if (capacity() > kept_tokens) {
        tokens_.reset();
        next_ = limit_ = nullptr;
    }
    if (unescaped_.capacity() > kept_characters)
        std::string().swap(unescaped_);
}

std::size_t tape::offset_of(const token& wanted) const {
    auto before = static_cast<std::size_t>(&wanted - &root());
    std::size_t at = 0;
    while (true) {
        at = text_.find_first_not_of(" \t\r\n,:]}", at);
        if (before-- == 0)
            return at;
        if (text_[at] == '"') {
            ++at;
            while (text_[at] != '"')
                at += text_[at] == '\\' ? 2 : 1;
            ++at;
        } else if (text_[at] == '[' || text_[at] == '{') {
            ++at;
        } else {
            at = text_.find_first_of(" \t\r\n,:]}", at);
        }
    }
}

} // namespace coai::json::detail
